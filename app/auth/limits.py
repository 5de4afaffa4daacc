"""How often an address may fail to sign in. A success costs nothing, so that a whole station
behind one address can sign in at half past eight; what people ask for once they are signed in is
counted by person."""

from app.kit.limits import Limit, network
from app.kit.web import Work


class Failures(Limit):
    """A Limit from which only failures are taken."""

    def give_back(self, key: str) -> None:
        """The try succeeded after all."""
        with self._lock:
            if key in self._left:
                left, seen = self._left[key]
                self._left[key] = (min(float(self.count), left + 1), seen)


class AuthLimits:
    """The limits of one installation."""

    def __init__(self) -> None:
        self.asking = Limit(600, 60)
        self.passkey = Failures(10, 60)
        self.pin = Failures(30, 3600)
        self.code = Failures(10, 3600)
        self.enrolling = Failures(20, 600)


def limits_of(work: Work) -> AuthLimits:
    """The limits of the running installation."""
    found: AuthLimits = work.house.parts.setdefault("auth_limits", AuthLimits())
    return found


def caller(work: Work) -> str:
    """The key to count by while nobody is signed in."""
    return network(work.address)
