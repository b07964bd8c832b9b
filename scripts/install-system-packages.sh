#!/usr/bin/env bash
# Installs the system packages that tests drive for real, where they are missing. On Debian, as root.
set -euo pipefail

needed=(git gnupg sq util-linux procps python3 zsh fish chromium)
missing=()
for package in "${needed[@]}"; do
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ $status == installed ]] || missing+=("$package")
done
((${#missing[@]})) || exit 0

echo "Installing system packages: ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
