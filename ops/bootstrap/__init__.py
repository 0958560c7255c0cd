"""What must stand before the first `pulumi up`: where the state is kept, and the key that encrypts it."""
