-- What the five metrics are defined by, as data: definitions, bands, teams, production.

create table cdviz.dora_definition (
    name text not null,
    version int not null,
    source text not null,
    description text not null,
    count_rollbacks boolean not null,
    count_repeats boolean not null,
    lead_steps text[] not null,
    incident_rules text[] not null,
    attribution_window interval not null,
    failure_rules text[] not null,
    recovery_from text not null,
    rework_rules text[] not null,
    primary key (name, version)
);
comment on table cdviz.dora_definition is 'Definitions of the five metrics. A version, once there, is never changed: a number names the version it was made by.';
comment on column cdviz.dora_definition.name is 'Its name: dora.';
comment on column cdviz.dora_definition.version is 'Its version, from 1.';
comment on column cdviz.dora_definition.source is 'Who defines it so.';
comment on column cdviz.dora_definition.description is 'What is special about it, for people.';
comment on column cdviz.dora_definition.count_rollbacks is 'Whether going back to an earlier version counts as a deployment.';
comment on column cdviz.dora_definition.count_repeats is 'Whether deploying what runs already counts as a deployment.';
comment on column cdviz.dora_definition.lead_steps is 'Where the clock of lead time may start: merged, packaged, published. The first that is known counts.';
comment on column cdviz.dora_definition.incident_rules is 'By which an incident is given to a deployment, the first that fits: link, artifact, service.';
comment on column cdviz.dora_definition.attribution_window is 'How long after a deployment an incident without a link may still come from it.';
comment on column cdviz.dora_definition.failure_rules is 'What makes a deployment a failed one: incident, rollback_sent, rollback_inferred, roll_forward.';
comment on column cdviz.dora_definition.recovery_from is 'Where the clock of recovery starts: detected (the first incident) or deployed (the failed deployment).';
comment on column cdviz.dora_definition.rework_rules is 'What makes a deployment rework: rollback_sent, rollback_inferred, fix (it says so), roll_forward (the one before had an open incident).';

create table cdviz.dora_band (
    report text not null,
    metric text not null,
    rank int not null,
    band text not null,
    range numrange not null,
    source text not null,
    certain boolean not null,
    primary key (report, metric, rank)
);
comment on table cdviz.dora_band is 'Bands of performance by report year.';
comment on column cdviz.dora_band.report is 'The report: 2023.';
comment on column cdviz.dora_band.metric is 'The metric, as in the paths of /metrics/dora.';
comment on column cdviz.dora_band.rank is '1 for the best.';
comment on column cdviz.dora_band.band is 'elite, high, medium or low.';
comment on column cdviz.dora_band.range is 'The values: deployments a day, seconds, or a share from 0 to 1.';
comment on column cdviz.dora_band.source is 'Where the bounds are from.';
comment on column cdviz.dora_band.certain is 'False where the bounds were not read in the report itself or in a tool that follows it.';

create table cdviz.dora_team (
    service text not null,
    team text not null,
    primary key (service)
);
comment on table cdviz.dora_team is 'Which team owns a service; from the settings.';
comment on column cdviz.dora_team.service is 'Id of the service.';
comment on column cdviz.dora_team.team is 'The team.';

create table cdviz.dora_production (
    environment text not null,
    primary key (environment)
);
comment on table cdviz.dora_production is 'Environments that count as production; from the settings.';
comment on column cdviz.dora_production.environment is 'Id of the environment.';

insert into cdviz.dora_definition values
    ('dora', 1, 'dora.dev, the five metrics of software delivery',
     'Every deployment counts. A deployment fails when an incident comes from it or it is taken back. Recovery is counted from when the incident was detected.',
     true, true, '{merged,packaged,published}', '{link,artifact,service}', '1 day', '{incident,rollback_sent,rollback_inferred,roll_forward}', 'detected',
     '{rollback_sent,rollback_inferred,fix,roll_forward}'),
    ('devlake', 1, 'Apache DevLake, 2023 report',
     'Only incidents make a failure, given to the deployment before them without a limit of time. Recovery is counted from the deployment.',
     true, true, '{merged}', '{service}', '100 years', '{incident}', 'deployed', '{}'),
    ('datadog', 1, 'Datadog DORA Metrics',
     'Only roll-backs and declared fixes make a failure. Recovery is counted from the deployment to what remedies it.',
     true, true, '{merged}', '{}', '0', '{rollback_sent,rollback_inferred,roll_forward}', 'deployed', '{}'),
    ('cdviz', 1, 'the dashboards of cdviz-grafana',
     'Roll-backs are not deployments; only those that were sent are failures. Lead time begins when the artifact is published.',
     false, true, '{published}', '{}', '0', '{rollback_sent}', 'detected', '{}');

insert into cdviz.dora_band values
    ('2021', 'deployment_frequency', 1, 'elite', '[0.714285,)', 'as Apache DevLake reads the 2021 report', true),
    ('2021', 'deployment_frequency', 2, 'high', '[0.033333,0.714285)', 'as Apache DevLake reads the 2021 report', true),
    ('2021', 'deployment_frequency', 3, 'medium', '[0.005479,0.033333)', 'as Apache DevLake reads the 2021 report', true),
    ('2021', 'deployment_frequency', 4, 'low', '[0,0.005479)', 'as Apache DevLake reads the 2021 report', true),
    ('2021', 'lead_time', 1, 'elite', '[0,3600)', 'as Apache DevLake reads the 2021 report', true),
    ('2021', 'lead_time', 2, 'high', '[3600,604800)', 'as Apache DevLake reads the 2021 report', true),
    ('2021', 'lead_time', 3, 'medium', '[604800,15552000)', 'as Apache DevLake reads the 2021 report', true),
    ('2021', 'lead_time', 4, 'low', '[15552000,)', 'as Apache DevLake reads the 2021 report', true),
    ('2021', 'change_failure_rate', 1, 'elite', '[0,0.15]', 'as Apache DevLake reads the 2021 report', true),
    ('2021', 'change_failure_rate', 2, 'high', '(0.15,0.20]', 'as Apache DevLake reads the 2021 report', true),
    ('2021', 'change_failure_rate', 3, 'medium', '(0.20,0.30]', 'as Apache DevLake reads the 2021 report', true),
    ('2021', 'change_failure_rate', 4, 'low', '(0.30,)', 'as Apache DevLake reads the 2021 report', true),
    ('2021', 'time_to_restore', 1, 'elite', '[0,3600)', 'as Apache DevLake reads the 2021 report', true),
    ('2021', 'time_to_restore', 2, 'high', '[3600,86400)', 'as Apache DevLake reads the 2021 report', true),
    ('2021', 'time_to_restore', 3, 'medium', '[86400,604800)', 'as Apache DevLake reads the 2021 report', true),
    ('2021', 'time_to_restore', 4, 'low', '[604800,)', 'as Apache DevLake reads the 2021 report', true),
    ('2023', 'deployment_frequency', 1, 'elite', '[0.714285,)', 'as Apache DevLake reads the 2023 report', true),
    ('2023', 'deployment_frequency', 2, 'high', '[0.142857,0.714285)', 'as Apache DevLake reads the 2023 report', true),
    ('2023', 'deployment_frequency', 3, 'medium', '[0.033333,0.142857)', 'as Apache DevLake reads the 2023 report', true),
    ('2023', 'deployment_frequency', 4, 'low', '[0,0.033333)', 'as Apache DevLake reads the 2023 report', true),
    ('2023', 'lead_time', 1, 'elite', '[0,86400)', 'as Apache DevLake reads the 2023 report', true),
    ('2023', 'lead_time', 2, 'high', '[86400,604800)', 'as Apache DevLake reads the 2023 report', true),
    ('2023', 'lead_time', 3, 'medium', '[604800,2592000)', 'as Apache DevLake reads the 2023 report', true),
    ('2023', 'lead_time', 4, 'low', '[2592000,)', 'as Apache DevLake reads the 2023 report', true),
    ('2023', 'change_failure_rate', 1, 'elite', '[0,0.05]', 'as Apache DevLake reads the 2023 report', true),
    ('2023', 'change_failure_rate', 2, 'high', '(0.05,0.10]', 'as Apache DevLake reads the 2023 report', true),
    ('2023', 'change_failure_rate', 3, 'medium', '(0.10,0.15]', 'as Apache DevLake reads the 2023 report', true),
    ('2023', 'change_failure_rate', 4, 'low', '(0.15,)', 'as Apache DevLake reads the 2023 report', true),
    ('2023', 'time_to_restore', 1, 'elite', '[0,3600)', 'as Apache DevLake reads the 2023 report', true),
    ('2023', 'time_to_restore', 2, 'high', '[3600,86400)', 'as Apache DevLake reads the 2023 report', true),
    ('2023', 'time_to_restore', 3, 'medium', '[86400,604800)', 'as Apache DevLake reads the 2023 report', true),
    ('2023', 'time_to_restore', 4, 'low', '[604800,)', 'as Apache DevLake reads the 2023 report', true),
    ('2024', 'deployment_frequency', 1, 'elite', '[1,)', 'from memory and a third party''s page', false),
    ('2024', 'deployment_frequency', 2, 'high', '[0.142857,1)', 'from memory and a third party''s page', false),
    ('2024', 'deployment_frequency', 3, 'medium', '[0.033333,0.142857)', 'from memory and a third party''s page', false),
    ('2024', 'deployment_frequency', 4, 'low', '[0,0.033333)', 'from memory and a third party''s page', false),
    ('2024', 'lead_time', 1, 'elite', '[0,86400)', 'from memory and a third party''s page', false),
    ('2024', 'lead_time', 2, 'high', '[86400,604800)', 'from memory and a third party''s page', false),
    ('2024', 'lead_time', 3, 'medium', '[604800,2592000)', 'from memory and a third party''s page', false),
    ('2024', 'lead_time', 4, 'low', '[2592000,)', 'from memory and a third party''s page', false),
    ('2024', 'time_to_restore', 1, 'elite', '[0,3600)', 'from memory and a third party''s page', false),
    ('2024', 'time_to_restore', 2, 'high', '[3600,86400)', 'from memory and a third party''s page', false),
    ('2024', 'time_to_restore', 3, 'medium', '[86400,604800)', 'from memory and a third party''s page', false),
    ('2024', 'time_to_restore', 4, 'low', '[604800,)', 'from memory and a third party''s page', false);

insert into cdviz.dora_production values ('production');

create function cdviz.dora_definition_of(definition text) returns cdviz.dora_definition
language sql stable
as $$
    select d.* from cdviz.dora_definition d
    where d.name = coalesce(nullif(split_part(definition, '@', 1), ''), 'dora')
        and (split_part(definition, '@', 2) in ('', d.version::text) or definition is null)
    order by d.version desc
    limit 1
$$;
comment on function cdviz.dora_definition_of is 'A definition by name, its latest version, or by name@version; dora where none is named.';

create function cdviz.position_of(event uuid) returns bigint
language sql stable security definer
set search_path = events, pg_temp
as $$
    select e.seq_id from events.mt_events e where e.id = event
$$;
comment on function cdviz.position_of is 'Position in the log of the event with that id; null where there is none.';

create function cdviz.position_at(moment timestamptz) returns bigint
language plpgsql stable security definer
set search_path = events, pg_temp
as $$
declare
    low bigint := 0;
    high bigint;
    middle bigint;
begin
    -- Times of recording never fall from one position to the next, and positions have no holes.
    select coalesce(max(e.seq_id), 0) into high from events.mt_events e;
    while low < high loop
        middle := (low + high + 1) / 2;
        if (select e.timestamp from events.mt_events e where e.seq_id = middle) <= moment then
            low := middle;
        else
            high := middle - 1;
        end if;
    end loop;
    return low;
end
$$;
comment on function cdviz.position_at is 'Position of the last event that was recorded by then; 0 when none was.';
