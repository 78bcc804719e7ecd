"""What every app stands on: page kit, audit trail, accounts. Knows no app above it."""
