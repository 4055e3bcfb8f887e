-- The group roles of OrderTracking, for psql, as somebody who may make roles:
--
--   psql -d freight -f ops/roles.sql
--
-- ordertracking_service does the service's work and nothing more: it adds to the log, and can neither change nor remove what is
-- recorded. ordertracking_auditor reads. Neither can log in, and both are without rights until the service's schema is made or
-- upgraded by its owner, who gives them (src/OrderTracking.Postgres/Sql/Rights/grant.sql). Run again, this changes nothing.
--
-- Logins are yours to make. The service's settings name the first two:
--
--   CREATE ROLE freight_owner  LOGIN PASSWORD '…';                               -- ORDERTRACKING_DB_MIGRATOR
--   CREATE ROLE freight_app    LOGIN PASSWORD '…' IN ROLE ordertracking_service; -- ORDERTRACKING_DB
--   CREATE ROLE somebody       LOGIN PASSWORD '…' IN ROLE ordertracking_auditor;
--   CREATE DATABASE freight OWNER freight_owner TEMPLATE template0 ENCODING 'UTF8';
--   -- In a database that belongs to somebody else:
--   --   GRANT CONNECT, CREATE ON DATABASE freight TO freight_owner; GRANT CREATE, USAGE ON SCHEMA public TO freight_owner;

SELECT 'CREATE ROLE ordertracking_service NOLOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ordertracking_service') \gexec
SELECT 'CREATE ROLE ordertracking_auditor NOLOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ordertracking_auditor') \gexec

-- Databases that were made by a PostgreSQL before 15 let everybody make tables beside the log.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
