-- @tables
-- What one event says of its subject: what it has to do with which other subject, and that one's source where it says it.
create function graph_claims(subject text, content jsonb, links jsonb)
returns table (to_type text, to_id text, to_source text, relation text, kind text)
language sql immutable parallel safe
as $$
    select c.to_type, c.to_id, nullif(case jsonb_typeof(c.to_source) when 'string' then c.to_source #>> '{}' end, ''), c.relation, 'reference'
    from (values
        ('artifact', content ->> 'artifactId', null::jsonb, case subject when 'build' then 'produced' when 'service' then 'deployedWith' else 'affects' end),
        ('environment', content #>> '{environment,id}', content #> '{environment,source}', case when subject in ('testsuiterun', 'testcaserun') then 'runsIn' else 'deployedTo' end),
        ('pipelinerun', content #>> '{pipelineRun,id}', null, 'partOf'),
        ('testsuiterun', content #>> '{testSuiteRun,id}', null, 'partOf'),
        ('testcaserun', content #>> '{testCaseRun,id}', null, 'partOf'),
        ('testcase', content #>> '{testCase,id}', null, 'instanceOf'),
        ('testsuite', content #>> '{testSuite,id}', null, 'instanceOf'),
        ('service', content #>> '{service,id}', content #> '{service,source}', 'affects'),
        ('change', content #>> '{change,id}', null, 'derivedFrom'),
        ('repository', content #>> '{repository,id}', null, 'partOf')) c (to_type, to_id, to_source, relation)
    where c.to_id <> ''
    union all
    select coalesce(nullif(lower(left(l.target ->> 'type', 60)), ''), 'unknown'), l.target ->> 'id',
           nullif(case jsonb_typeof(l.target -> 'source') when 'string' then l.target ->> 'source' end, ''), graph_relation(l.kind), 'custom'
    from (
        select coalesce(x.link -> 'subject', x.link #> '{target,subject}') as target, coalesce(x.link ->> 'linkkind', x.link ->> 'linkKind') as kind
        from jsonb_array_elements(case when jsonb_typeof(links) = 'array' then links else '[]' end) x (link)
    ) l
    where l.target ->> 'id' <> ''
$$;
