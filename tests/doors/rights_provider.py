"""An identity provider that says yes to everybody: whether it is asked well is tested against ``fake_provider``."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from doors.fake_provider import ec_key, signed
from doors.rights_stage import KEYS, TODAY, World
from partnerschapsakte.access.service.federation import begin
from partnerschapsakte.foundation.clock import noon
from services.contracts.exemplum import on

ADDRESS, CLIENT = "https://inloggen.voorbeeldstad.example", "partnerschapsakte"


class Provider:
    """A gateway to the provider; ``nonce`` is that of the one browser that is on its way."""

    def __init__(self, nonce: str) -> None:
        self.nonce = nonce

    @property
    def expected(self) -> Mapping[str, Any]:
        """What its tokens say."""
        return {"issuer": ADDRESS, "client_id": CLIENT, "levels": (), "max_age": None}

    def way_out(self, *, state: str, nonce: str, verifier: str) -> str:
        """Return where the browser signs in."""
        del nonce, verifier
        return f"{ADDRESS}/authorize?state={state}"

    def names_itself(self) -> bool:
        """Say nothing about itself when it sends a browser back."""
        return False

    def redeem(self, code: str, verifier: str) -> tuple[str, Mapping[str, Any]]:
        """Return an honest token, whoever asks."""
        del code, verifier
        moment, key = int(noon(TODAY).timestamp()), ec_key("eerste")
        claims = {
            "iss": ADDRESS,
            "sub": "een-medewerker",
            "aud": CLIENT,
            "exp": moment + 300,
            "iat": moment,
            "nonce": self.nonce,
            "name": "Mieke de Werker",
            "email": "m.dewerker@voorbeeldstad.example",
        }
        return signed(claims, key, "ES256"), {"keys": [key.as_dict(private=False)]}

    def sign_out_address(self) -> str:
        """Return where a browser signs out."""
        return f"{ADDRESS}/logout"


def put_departure(session: Session, world: World) -> None:
    """Let a browser leave for the provider, so that it can come back."""
    going = begin(session, on(TODAY), KEYS, browser="", wanted="/")
    world.put(state=going.state, browser=going.browser, nonce=going.nonce)
    world.state("return that was expected")
    world.state("return that nobody expected", state="een-verzonnen-reis")
