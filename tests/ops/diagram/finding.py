"""Recordings with something else in them, and what a picture has."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ops.diagram.model import Area, Diagram, Node, Way
from ops.offline.recording import Recorded, Recording


def changed(recording: Recording, token: str, change: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> Recording:
    """The recording with other inputs and outputs of all resources of a type."""

    def again(one: Recorded) -> Recorded:
        return replace(one, inputs=change(one.inputs), outputs=change(one.outputs)) if one.type == token else one

    return replace(recording, resources=tuple(map(again, recording.resources)))


def without(recording: Recording, token: str, name: str = "") -> Recording:
    kept = (one for one in recording.resources if one.type != token or (name and one.name != name))
    return replace(recording, resources=tuple(kept))


def area(diagram: Diagram, title: str) -> Area:
    (found,) = [one for one in diagram.every_area if one.title == title]
    return found


def titled(diagram: Diagram, title: str, word: str = "") -> Node:
    (found,) = [one for one in diagram.nodes if one.title == title and word in one.word]
    return found


def between(diagram: Diagram, way: Way) -> set[tuple[str, str, str]]:
    titles = {node.id: node.title for node in diagram.nodes}
    return {(titles[flow.source], titles[flow.target], flow.label) for flow in diagram.flows if flow.way is way}
