with before as (delete from tracking.schema_functions)
insert into tracking.schema_functions (hash) values ($1)
