"""The options of the six choices and what follows from each, in our own words.

Which choices there are, and that funding goes by population, function or capacity, is from the handreiking ``Kiezen
voor de taakgerichte uitvoeringsvariant``; the other options and what follows from each gather practice cases and law.
"""

from collections.abc import Collection, Mapping

from partnerschapsakte.design.rules.facts import DesignOption, DesignSubject
from partnerschapsakte.foundation.sentences import Sentence, say

OPTIONS: Mapping[DesignSubject, tuple[DesignOption, ...]] = {
    DesignSubject.SCOPE: (
        DesignOption.ONE_FORM,
        DesignOption.TARGET_GROUP,
        DesignOption.AREA,
        DesignOption.WHOLE_DOMAIN,
    ),
    DesignSubject.PARTNERSHIP: (
        DesignOption.SINGLE_PROVIDER,
        DesignOption.CONSORTIUM,
        DesignOption.LEAD_WITH_SUBCONTRACTORS,
        DesignOption.JOINT_TASK,
        DesignOption.EVERY_ADMITTED,
        DesignOption.COOPERATION_AGREEMENT,
    ),
    DesignSubject.ACCESS: (
        DesignOption.MUNICIPAL_ACCESS,
        DesignOption.OUTSIDE_REFERRERS,
        DesignOption.PROVIDER_ACCESS,
    ),
    DesignSubject.ACCOUNTABILITY: (
        DesignOption.OUTCOME_INDICATORS,
        DesignOption.CLIENT_EXPERIENCE,
        DesignOption.MESSAGE_TRAFFIC,
        DesignOption.FTE,
        DesignOption.CLIENT_LEVEL,
    ),
    DesignSubject.FUNDING: (DesignOption.POPULATION, DesignOption.FUNCTION, DesignOption.CAPACITY),
    DesignSubject.CONTRACT: (
        DesignOption.PUBLIC_CONTRACT,
        DesignOption.FRAMEWORK,
        DesignOption.SUBSIDY,
        DesignOption.OPEN_HOUSE,
        DesignOption.UNDER_THREE_YEARS,
        DesignOption.OVER_FOUR_YEARS,
        DesignOption.RECALIBRATION,
    ),
}
"""What can be chosen for each choice; more than one option can hold at once."""

SUBJECT_OF: Mapping[DesignOption, DesignSubject] = {
    option: subject for subject, options in OPTIONS.items() for option in options
}

CONSEQUENCES: Mapping[DesignOption, Sentence] = {
    DesignOption.ONE_FORM: say("Easy to bound and to price; who needs more than this form meets another provider."),
    DesignOption.TARGET_GROUP: say("One partner knows the group well; say who belongs to it, and who decides that."),
    DesignOption.AREA: say("Near to residents and the neighbourhood team; people who move change partner."),
    DesignOption.WHOLE_DOMAIN: say(
        "No gaps between forms of help; much depends on few partners, and bundling needs a written reason."
    ),
    DesignOption.SINGLE_PROVIDER: say("One point of contact; the municipality depends on it, also when the term ends."),
    DesignOption.CONSORTIUM: say(
        "Partners bind themselves together; they need agreements among themselves and a lead."
    ),
    DesignOption.LEAD_WITH_SUBCONTRACTORS: say(
        "The municipality speaks with the lead only; agree how much may be passed on to others."
    ),
    DesignOption.JOINT_TASK: say(
        "Several partners carry one task with a contract each; without rules for sharing money they compete for it."
    ),
    DesignOption.EVERY_ADMITTED: say("Whoever meets the conditions joins; clients choose, and nobody is sure of work."),
    DesignOption.COOPERATION_AGREEMENT: say("Who speaks and decides for whom is written down before the start."),
    DesignOption.MUNICIPAL_ACCESS: say("The municipality decides who gets help, and so steers the inflow itself."),
    DesignOption.OUTSIDE_REFERRERS: say(
        "Doctors, certified institutions and courts refer on their own: neither side steers that inflow."
    ),
    DesignOption.PROVIDER_ACCESS: say(
        "The partner sees people early; who decides, and how somebody objects, must be in the contract."
    ),
    DesignOption.OUTCOME_INDICATORS: say("A few figures about the whole, always read together with what they mean."),
    DesignOption.CLIENT_EXPERIENCE: say("Surveys and stories of clients stand beside the figures."),
    DesignOption.MESSAGE_TRAFFIC: say("Care messages inform about use; no claim and no payment hangs on them."),
    DesignOption.FTE: say("Accounted is for the people who were there, not for hours with each client."),
    DesignOption.CLIENT_LEVEL: say("Each client's help is accounted for: certain, but much administration."),
    DesignOption.POPULATION: say(
        "A yearly budget for all who live somewhere or belong to a group; the partner carries more people coming."
    ),
    DesignOption.FUNCTION: say("A yearly budget for a facility that must be there, however much it is used."),
    DesignOption.CAPACITY: say("A yearly budget for an agreed number of people at work, in full-time equivalents."),
    DesignOption.PUBLIC_CONTRACT: say(
        "No longest term by law, but its length needs a reason; record of proceedings and award notice are due."
    ),
    DesignOption.FRAMEWORK: say(
        "Only parties that are named place call-offs; more than four years needs a written motivation."
    ),
    DesignOption.SUBSIDY: say("No procurement procedure; the rules about subsidies and a subsidy by-law hold instead."),
    DesignOption.OPEN_HOUSE: say(
        "No procurement procedure, as nobody is chosen; the same conditions hold for all, and joining stays open."
    ),
    DesignOption.UNDER_THREE_YEARS: say("Little is fixed; there is hardly time to earn back what a partner changes."),
    DesignOption.OVER_FOUR_YEARS: say("Time to build together; agree beforehand what is recalibrated, and when."),
    DesignOption.RECALIBRATION: say("It is written down which topics are reopened, when, and who bears which change."),
}
"""What follows from choosing an option."""


def of_another_choice(subject: DesignSubject, options: Collection[DesignOption]) -> tuple[DesignOption, ...]:
    """Return those options that do not belong to this choice."""
    return tuple(sorted(option for option in options if SUBJECT_OF[option] is not subject))
