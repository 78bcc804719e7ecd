"""What people open in the morning. Desk apps ask queries and call actions; they keep nothing."""
