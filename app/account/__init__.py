"""Konto: a nickname, a sign-in name from three, a password, ten codes on paper, and an e-mail if one likes."""
