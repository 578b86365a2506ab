-- @tables
-- What one event says of its subject: what it has to do with which other subject.
create function graph_claims(subject text, id text, content jsonb, links jsonb)
returns table (from_type text, from_id text, to_type text, to_id text, relation text, kind text)
language sql immutable parallel safe
as $$
    select subject, id, c.to_type, c.to_id, c.relation, 'reference'
    from (values
        ('artifact', content ->> 'artifactId', case subject when 'build' then 'produced' when 'service' then 'deployedWith' else 'affects' end),
        ('environment', content #>> '{environment,id}', case when subject in ('testsuiterun', 'testcaserun') then 'runsIn' else 'deployedTo' end),
        ('pipelinerun', content #>> '{pipelineRun,id}', 'partOf'),
        ('testsuiterun', content #>> '{testSuiteRun,id}', 'partOf'),
        ('testcaserun', content #>> '{testCaseRun,id}', 'partOf'),
        ('testcase', content #>> '{testCase,id}', 'instanceOf'),
        ('testsuite', content #>> '{testSuite,id}', 'instanceOf'),
        ('service', content #>> '{service,id}', 'affects'),
        ('change', content #>> '{change,id}', 'derivedFrom'),
        ('repository', content #>> '{repository,id}', 'partOf')) c (to_type, to_id, relation)
    where c.to_id <> ''
    union all
    select subject, id, coalesce(nullif(lower(left(l.target ->> 'type', 60)), ''), 'unknown'), l.target ->> 'id', graph_relation(l.kind), 'custom'
    from (
        select coalesce(x.link -> 'subject', x.link #> '{target,subject}') as target, coalesce(x.link ->> 'linkkind', x.link ->> 'linkKind') as kind
        from jsonb_array_elements(case when jsonb_typeof(links) = 'array' then links else '[]' end) x (link)
    ) l
    where l.target ->> 'id' <> ''
$$;
