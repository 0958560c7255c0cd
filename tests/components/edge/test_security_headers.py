"""The headers that make a browser careful: strict unless said otherwise, and nothing smuggled into them."""

from typing import Any

import pytest
from pydantic import ValidationError

from components.edge.security_headers import HstsSettings, SecurityHeaderSettings
from tests.components.edge.websites import HEADERS, YEAR, plain


@pytest.mark.parametrize("policy", ["user-frontend-pages", "user-frontend-assets"])
def test_browsers_are_told_to_be_careful_whatever_the_files_say(policy: str) -> None:
    headers = plain().one(HEADERS, policy).inputs["securityHeadersConfig"]
    assert headers == {
        "contentSecurityPolicy": {
            "contentSecurityPolicy": (
                "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; "
                "img-src 'self' data:; object-src 'none'"
            ),
            "override": True,
        },
        "contentTypeOptions": {"override": True},
        "frameOptions": {"frameOption": "DENY", "override": True},
        "referrerPolicy": {"referrerPolicy": "strict-origin-when-cross-origin", "override": True},
        "strictTransportSecurity": {
            "accessControlMaxAgeSec": YEAR,
            "includeSubdomains": True,
            "preload": False,
            "override": True,
        },
    }


def test_a_directive_is_added_to_the_platforms_or_replaces_it() -> None:
    settings = SecurityHeaderSettings(
        content_security_policy={"connect-src": "'self' wss://ws.glibiz.com", "img-src": "*", "sandbox": ""}
    )
    assert settings.policy == (
        "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; img-src *; "
        "object-src 'none'; connect-src 'self' wss://ws.glibiz.com; sandbox"
    )


@pytest.mark.parametrize("sources", ["'self'; script-src *", "'self'\r\nX-Evil: 1", "a, b"])
def test_a_directive_cannot_smuggle_in_another(sources: str) -> None:
    with pytest.raises(ValidationError, match="is not sources between spaces"):
        SecurityHeaderSettings(content_security_policy={"default-src": sources})


@pytest.mark.parametrize("weak", [{"include_subdomains": False}, {"max_age_seconds": YEAR - 1}])
def test_a_preload_that_browsers_would_refuse_is_refused(weak: dict[str, Any]) -> None:
    assert HstsSettings(preload=True).preload
    with pytest.raises(ValidationError, match="`preload` is refused by browsers' lists"):
        HstsSettings(preload=True, **weak)
