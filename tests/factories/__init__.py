"""What tests make their worlds from."""
