-- The login that dashboards use. The migrations make cdviz_reader without a login and grant it what it may read;
-- where it shall log in, run this with psql as a superuser, the password in the environment variable CDVIZ_READER_PASSWORD.
-- compose.yaml runs it when it makes the database.
\getenv password CDVIZ_READER_PASSWORD

select 'create role cdviz_reader' where not exists (select from pg_roles where rolname = 'cdviz_reader') \gexec

alter role cdviz_reader login password :'password';
alter role cdviz_reader set default_transaction_read_only = on;
alter role cdviz_reader set statement_timeout = '30s';
-- Views and functions without their schema; time_bucket, which queries of dashboards call, lies in public.
alter role cdviz_reader set search_path = cdviz, public;
