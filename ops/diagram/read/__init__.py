"""From the recorded resources of a stack to its picture. Nothing here knows a stack's or a system's name."""
