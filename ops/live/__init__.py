"""Works on what is deployed: what the commands that talk to AWS have in common."""
