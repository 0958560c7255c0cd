"""What brings code to AWS: identity for GitHub's workflows."""
