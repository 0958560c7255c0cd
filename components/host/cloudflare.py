"""The addresses from which Cloudflare speaks to origins; a host that stands behind it lets nobody else in.

Source: https://www.cloudflare.com/ips/ (as text: https://www.cloudflare.com/ips-v4). The ranges were compared on
2026-11-21 with four public copies of that page, of 2025 and 2026, which agree; the page itself could not be opened from
where this was written. They change about once in some years: Cloudflare announces it, and `SOURCE` says where to look.
"""

from ipaddress import IPv4Network

SOURCE = "https://www.cloudflare.com/ips-v4"
CHECKED = "2026-11-21"
"""The day on which the ranges were last compared with copies of the source."""
IPV4 = tuple(
    IPv4Network(block)
    for block in (
        "103.21.244.0/22",
        "103.22.200.0/22",
        "103.31.4.0/22",
        "104.16.0.0/13",
        "104.24.0.0/14",
        "108.162.192.0/18",
        "131.0.72.0/22",
        "141.101.64.0/18",
        "162.158.0.0/15",
        "172.64.0.0/13",
        "173.245.48.0/20",
        "188.114.96.0/20",
        "190.93.240.0/20",
        "197.234.240.0/22",
        "198.41.128.0/17",
    )
)
"""IPv4 alone: the subnets have no IPv6 addresses, so that nobody could come by one."""
