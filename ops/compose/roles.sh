#!/usr/bin/env bash
# Runs in PostgreSQL's container when its volume is new: makes the database, its owner and the service's login.
set -euo pipefail

owner=$(cat /run/secrets/owner) app=$(cat /run/secrets/app)
export owner app
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" <<'SQL'
\getenv owner owner
\getenv app app
CREATE ROLE ordertracking LOGIN PASSWORD :'owner';
CREATE DATABASE ordertracking OWNER ordertracking TEMPLATE template0;
\c ordertracking
\i /roles.sql
CREATE ROLE ordertracking_app LOGIN PASSWORD :'app' IN ROLE ordertracking_service;
SQL
