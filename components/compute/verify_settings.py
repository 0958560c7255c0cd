"""How a release of a service is asked whether it serves."""

from typing import Annotated

from pydantic import Field

from components._hosts import HostName
from components._settings import Settings
from components.compute.route_settings import AbsolutePath


class VerifySettings(Settings):
    """What `ops verify` asks over HTTP once the deployment is complete; times in seconds.

    The defaults are standard G-25's: up to 10 tries, 10 s apart. Standard A-02 is
    `{settle: 15, tries: 5, interval: 3}`.
    """

    settle: Annotated[int, Field(ge=0, le=600)] = 0
    """Time for new tasks to warm up before they are asked."""
    tries: Annotated[int, Field(ge=1, le=100)] = 10
    """How often it may be asked until it answers as it should; one good answer is enough."""
    interval: Annotated[int, Field(ge=1, le=300)] = 10
    """Time from one try to the next."""
    host: HostName | None = None
    """Who is asked by HTTPS; None is the first host of the `route` that is no wildcard."""
    path: AbsolutePath | None = None
    """What is asked for; None is the path of the route's health check."""
