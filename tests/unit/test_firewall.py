"""What `stop` does to the firewall: docker's rules go, and the machine's stay."""

from lab.engine import firewall

BEFORE = """*filter
:INPUT ACCEPT
:FORWARD ACCEPT
-A INPUT -s 10.0.0.0/8 -j DROP
COMMIT"""
AFTER = """*filter
:INPUT ACCEPT
:FORWARD DROP
:DOCKER -
-A INPUT -s 10.0.0.0/8 -j DROP
-A INPUT -s 10.9.0.0/16 -j DROP
-A FORWARD -o docker0 -j DOCKER
-A FORWARD -i br-0123456789ab -m comment --comment "a b" -j ACCEPT
COMMIT"""
COMMENT = ("-m", "comment", "--comment", "a b")


def test_only_dockers_rules_are_undone() -> None:
    """Docker's chain, rules and policy go; the machine's stay, also one that came meanwhile."""
    assert firewall.undo(BEFORE, AFTER) == [
        ["-t", "filter", "-D", "FORWARD", "-o", "docker0", "-j", "DOCKER"],
        ["-t", "filter", "-D", "FORWARD", "-i", "br-0123456789ab", *COMMENT, "-j", "ACCEPT"],
        ["-t", "filter", "-F", "DOCKER"],
        ["-t", "filter", "-X", "DOCKER"],
        ["-t", "filter", "-P", "FORWARD", "ACCEPT"],
    ]


def test_what_was_there_before_is_not_undone() -> None:
    """Rules of an engine that was there before the course's came are left alone."""
    assert firewall.undo(AFTER, AFTER) == []
