-- Names by pattern: which environments are production, and which runs deploy.

create function cdviz.like_pattern(pattern text) returns text
language sql immutable parallel safe
return replace(replace(replace(replace(pattern, '\', '\\'), '%', '\%'), '_', '\_'), '*', '%');
comment on function cdviz.like_pattern is 'A pattern of names, in which * stands for any characters, as LIKE reads it.';

create function cdviz.matches(name text, pattern text) returns boolean
language sql immutable parallel safe
return name like cdviz.like_pattern(pattern);
comment on function cdviz.matches is 'Whether a name fits a pattern, in which * stands for any characters, also none, and everything else for itself.';

comment on table cdviz.dora_production is 'Environments that count as production; from the settings. cdviz.production_environment has those there are.';
comment on column cdviz.dora_production.environment is 'Id of the environment, or a pattern of ids: * stands for any characters.';

create table cdviz.deployment_run (
    pattern text primary key
);
comment on table cdviz.deployment_run is 'Which runs of pipelines and tasks are attempts to deploy; from the settings.';
comment on column cdviz.deployment_run.pattern is 'A pattern of their names, in lower case: * stands for any characters.';
insert into cdviz.deployment_run values ('*deploy*');

-- Who reads schema cdviz may call its functions alone, so the rule stands there.
create function cdviz.word_of(raw text) returns text
language sql immutable parallel safe
return lower(regexp_replace(raw, '[^A-Za-z0-9]', '', 'g'));
comment on function cdviz.word_of is 'A word for an outcome as it is looked up: its letters and digits alone, in lower case.';

create or replace function events.word_of(raw text) returns text
language sql immutable parallel safe
return cdviz.word_of(raw);
