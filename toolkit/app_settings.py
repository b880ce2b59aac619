"""The setting for an Android app that shows this site (docs/app.md)."""

import re
from typing import Any

from toolkit.environment import Environment, refuse

FINGERPRINT = re.compile("[0-9A-F]{2}(:[0-9A-F]{2}){31}")  # of a signing key's certificate, by SHA-256


def android_app(env: Environment) -> dict[str, Any]:
    """Returns the app's ``package`` and the ``fingerprints`` of its signing keys; both empty if there is no app. Raises
    ``SettingError`` if only one is set, or if a fingerprint isn't one."""
    package, fingerprints = env.text("ANDROID_PACKAGE", "", at_most=200), env.items("ANDROID_FINGERPRINTS", default=[])
    if bool(package) != bool(fingerprints):
        refuse("ANDROID_FINGERPRINTS" if package else "ANDROID_PACKAGE", "must be set too, or leave both empty")
    if not all(FINGERPRINT.fullmatch(one) for one in fingerprints):
        refuse("ANDROID_FINGERPRINTS", "must be SHA-256 fingerprints: 32 pairs of A to F and digits, with colons")
    return {"package": package, "fingerprints": fingerprints}
