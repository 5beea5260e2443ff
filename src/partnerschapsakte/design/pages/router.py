"""The pages of the design of an assignment, and of its market consultations."""

from litestar import Router

from partnerschapsakte.design.pages import consultations, design

router = Router("/", route_handlers=[*design.HANDLERS, *consultations.HANDLERS])
