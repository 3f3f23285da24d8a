"""What every answer carries, whoever made it."""

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types default; report-to csp; report-uri /csp"
)
NOT_USED = (
    "accelerometer autoplay camera display-capture encrypted-media "
    "gyroscope hid idle-detection local-fonts magnetometer microphone midi payment "
    "picture-in-picture screen-wake-lock "
    "serial storage-access usb window-management xr-spatial-tracking"
)
USED = "fullscreen geolocation publickey-credentials-create publickey-credentials-get"

HEADERS: list[tuple[bytes, bytes]] = [
    (name.encode(), value.encode())
    for name, value in {
        # this house answers: whatever stands between answers too, and has kept nothing (static/js)
        "x-fodfaeste": "1",
        "content-security-policy": CONTENT_POLICY,
        "reporting-endpoints": 'csp="/csp"',
        "strict-transport-security": "max-age=63072000; includeSubDomains",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-embedder-policy": "require-corp",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "origin-agent-cluster": "?1",
        "permissions-policy": ", ".join(
            [f"{name}=()" for name in NOT_USED.split()]
            + [f"{name}=(self)" for name in USED.split()]
        ),
    }.items()
]
