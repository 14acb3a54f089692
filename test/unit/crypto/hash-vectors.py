"""Writes hash-vectors.json: password hashes by implementations that this project has not written.

python3 -m venv v && v/bin/pip install passlib==1.7.4 bcrypt==4.0.1 argon2-cffi==25.1.0 django==5.2.19 werkzeug==3.1.3
v/bin/python hash-vectors.py > hash-vectors.json    # also needs openssl
"""

import hashlib
import json
import subprocess

import argon2
import django.conf
import werkzeug.security
from passlib import hash as passlib

django.conf.settings.configure()
from django.contrib.auth import hashers  # noqa: E402

PASSWORDS = ["pass-1", "Pässwörd ☃", "x" * 100]
SALT = "Dj7xqPkY0R2vLc9W"
PEPPER = "a pepper of Devise"


def openssl(password):
    found = subprocess.run(
        ["openssl", "passwd", "-6", "-salt", SALT, "-stdin"],
        input=password.encode(), capture_output=True, check=True,
    )
    return found.stdout.decode().strip()


def digest(name, *parts):
    return hashlib.new(name, b"".join(part.encode() for part in parts)).hexdigest()


def argon2cffi(type_, **cost):
    return argon2.PasswordHasher(type=type_, **cost).hash


LOW = {"time_cost": 2, "memory_cost": 64, "parallelism": 2}

MAKERS = {
    "bcrypt, passlib": passlib.bcrypt.using(rounds=5).hash,
    "bcrypt 2y, passlib": passlib.bcrypt.using(rounds=4, ident="2y").hash,
    "bcrypt of Devise, passlib": lambda p: "{devise}" + passlib.bcrypt.using(rounds=4).hash(p + PEPPER),
    "PBKDF2-SHA-256, Django": lambda p: hashers.PBKDF2PasswordHasher().encode(p, SALT, 1000),
    "PBKDF2-SHA-1, Django": lambda p: hashers.PBKDF2SHA1PasswordHasher().encode(p, SALT, 1000),
    "PBKDF2-SHA-1, passlib": passlib.pbkdf2_sha1.using(rounds=1000).hash,
    "PBKDF2-SHA-256, passlib": passlib.pbkdf2_sha256.using(rounds=1000).hash,
    "PBKDF2-SHA-512, passlib": passlib.pbkdf2_sha512.using(rounds=1000).hash,
    "scrypt, passlib": passlib.scrypt.using(rounds=4).hash,
    "scrypt, Django": lambda p: hashers.ScryptPasswordHasher().encode(p, SALT, n=16),
    # Of fewer rounds Werkzeug gives OpenSSL too little memory.
    "scrypt, Werkzeug": lambda p: werkzeug.security.generate_password_hash(p, "scrypt:1024:8:1"),
    "Argon2id, argon2-cffi": argon2cffi(argon2.Type.ID, **LOW),
    "Argon2i, argon2-cffi": argon2cffi(argon2.Type.I, **LOW),
    "Argon2d, argon2-cffi": argon2cffi(argon2.Type.D, **LOW),
    "Argon2id, Django": lambda p: "argon2" + argon2cffi(argon2.Type.ID, **LOW)(p),
    "SHA-512 crypt, openssl": openssl,
    "SHA-512 crypt, passlib": passlib.sha512_crypt.using(rounds=1500).hash,
    "{SSHA}, passlib": passlib.ldap_salted_sha1.hash,
    "{SSHA256}, passlib": passlib.ldap_salted_sha256.hash,
    "{SSHA512}, passlib": passlib.ldap_salted_sha512.hash,
    "sha1 with salt, passlib": passlib.django_salted_sha1.hash,
    "sha256 with salt, hashlib": lambda p: f"sha256${SALT}${digest('sha256', SALT, p)}",
    "sha512 with salt, hashlib": lambda p: f"sha512${SALT}${digest('sha512', SALT, p)}",
    "SHA-256 of Magento, hashlib": lambda p: f"{digest('sha256', SALT, p)}:{SALT}:1",
    "SHA-1 of Magento, hashlib": lambda p: f"{digest('sha1', SALT, p)}:{SALT}",
}

vectors = [
    {"made": name, "password": password, "hash": make(password)}
    for name, make in MAKERS.items()
    # bcrypt reads 72 bytes, and newer versions refuse more.
    for password in (PASSWORDS if not name.startswith("bcrypt") else PASSWORDS[:2])
]
print(json.dumps({"pepper": PEPPER, "vectors": vectors}, indent=2, ensure_ascii=False))
