-- The group roles of OrderTracking, for psql, as a role that may create roles:
--
--   psql -d freight -f ops/roles.sql
--
-- ordertracking_service has only the rights that the service needs: it adds to the log, and can neither change nor remove what is
-- recorded. ordertracking_auditor reads. Neither can log in, and both have no rights until the service's schema is made or
-- upgraded by its owner, which grants them (src/OrderTracking.Postgres/Sql/Rights/grant.sql). Run again, this changes nothing.
--
-- Make the logins yourself. The service's settings name the first two:
--
--   CREATE ROLE freight_owner  LOGIN PASSWORD '…';                               -- ORDERTRACKING_DB_MIGRATOR
--   CREATE ROLE freight_app    LOGIN PASSWORD '…' IN ROLE ordertracking_service; -- ORDERTRACKING_DB
--   CREATE ROLE somebody       LOGIN PASSWORD '…' IN ROLE ordertracking_auditor;
--   CREATE DATABASE freight OWNER freight_owner TEMPLATE template0 ENCODING 'UTF8';
--   -- In a database that belongs to somebody else:
--   --   GRANT CONNECT, CREATE ON DATABASE freight TO freight_owner; GRANT CREATE, USAGE ON SCHEMA public TO freight_owner;

SELECT 'CREATE ROLE ordertracking_service NOLOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ordertracking_service') \gexec
SELECT 'CREATE ROLE ordertracking_auditor NOLOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ordertracking_auditor') \gexec

-- In databases made by a PostgreSQL before 15, every role may create tables in the schema public.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
