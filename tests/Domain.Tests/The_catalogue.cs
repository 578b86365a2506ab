namespace CdViz.Domain.Tests;

public class The_catalogue
{
    private const string Standard = """
        artifact.deleted artifact.downloaded artifact.packaged artifact.published artifact.signed
        branch.created branch.deleted build.finished build.queued build.started
        change.abandoned change.created change.merged change.reviewed change.updated
        environment.created environment.deleted environment.modified
        incident.detected incident.reported incident.resolved
        pipelinerun.finished pipelinerun.queued pipelinerun.started
        repository.created repository.deleted repository.modified
        service.deployed service.published service.removed service.rolledback service.upgraded
        taskrun.finished taskrun.started
        testcaserun.finished testcaserun.queued testcaserun.skipped testcaserun.started
        testoutput.published testsuiterun.finished testsuiterun.queued testsuiterun.started
        ticket.closed ticket.created ticket.updated
        """;

    [Fact]
    public void has_every_event_of_the_specifications()
    {
        var names = Standard.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        names.Length.ShouldBe(45);
        EventTypes.All.Select(type => $"{type.Subject}.{type.Predicate}").Order(StringComparer.Ordinal).ShouldBe(names);
    }

    [Fact]
    public void has_every_record_of_content()
    {
        var records = typeof(SubjectContent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(SubjectContent)));
        EventTypes.All.Append(EventTypes.Custom).Select(type => type.Content).ShouldBe(records, ignoreOrder: true);
    }

    [Fact]
    public void names_a_record_by_the_words_of_its_event() =>
        EventTypes.All.ShouldAllBe(type => (type.Subject + type.Predicate).Equals(type.Content.Name, StringComparison.OrdinalIgnoreCase));

    [Theory]
    [InlineData(typeof(PipelineRunStarted), "pipeline_run_started")]
    [InlineData(typeof(ServiceRolledBack), "service_rolled_back")]
    [InlineData(typeof(TestCaseRunSkipped), "test_case_run_skipped")]
    [InlineData(typeof(BuildQueued), "build_queued")]
    [InlineData(typeof(CustomEvent), "custom_event")]
    public void gives_an_event_the_names_that_Marten_would(Type content, string alias)
    {
        var type = EventTypes.OfAlias(alias).ShouldNotBeNull();
        type.Content.ShouldBe(content);
        type.Alias.ShouldBe(alias);
        type.DotNetType.ShouldBe($"CdViz.Domain.{content.Name}, CdViz.Domain");
        Type.GetType(type.DotNetType).ShouldBe(content);
    }

    [Fact]
    public void has_no_name_twice() => EventTypes.All.Append(EventTypes.Custom).Select(type => type.Alias).ShouldBeUnique();

    [Fact]
    public void knows_no_event_by_another_name() => EventTypes.OfAlias("pipeline_run_exploded").ShouldBeNull();

    [Fact]
    public void finds_the_event_of_a_record() =>
        EventTypes.All.ShouldAllBe(type => EventTypes.Of((SubjectContent)Activator.CreateInstance(type.Content)!) == type);

    [Theory]
    [InlineData("pipelinerun", "queued started finished")]
    [InlineData("build", "queued started finished")]
    [InlineData("taskrun", "started finished")]
    [InlineData("testsuiterun", "queued started finished")]
    [InlineData("testcaserun", "queued started finished=skipped")]
    [InlineData("testoutput", "published")]
    [InlineData("repository", "created modified deleted")]
    [InlineData("environment", "created modified deleted")]
    [InlineData("branch", "created deleted")]
    [InlineData("change", "created updated reviewed merged=abandoned")]
    [InlineData("artifact", "packaged signed published downloaded deleted")]
    [InlineData("service", "deployed upgraded rolledback published removed")]
    [InlineData("incident", "detected reported resolved")]
    [InlineData("ticket", "created updated closed")]
    public void ranks_the_events_of_a_subject_by_its_life_cycle(string subject, string life) =>
        string.Join(' ', EventTypes.OfSubject(subject).GroupBy(type => type.Rank).OrderBy(rank => rank.Key)
            .Select(rank => string.Join('=', rank.Select(type => type.Predicate)))).ShouldBe(life);

    [Fact]
    public void ranks_what_opens_a_life_0_and_what_closes_it_9()
    {
        EventTypes.All.Where(type => type.Predicate is "queued" or "detected" or "packaged" or "deployed").ShouldAllBe(type => type.Rank == 0);
        EventTypes.All.Where(type => type.Predicate is "finished" or "skipped" or "deleted" or "removed" or "closed" or "merged" or "abandoned" or "resolved")
            .ShouldAllBe(type => type.Rank == 9);
        EventTypes.All.Where(type => type.Predicate is "started" or "signed" or "modified" or "reviewed").ShouldAllBe(type => type.Rank >= 1 && type.Rank <= 8);
    }

    [Fact]
    public void knows_the_versions_of_every_release()
    {
        var examples = Examples.EveryVersion.Select(json => (
            Spec: Examples.Text(json, "context", "specversion") ?? Examples.Text(json, "context", "version"), Type: Examples.Text(json, "context", "type")));
        var catalogue = from type in EventTypes.All
                        from version in type.Versions
                        from spec in version.Specs
                        where spec is "0.3.0" or "0.4.0" or "0.4.1" or "0.5.1"
                        select (spec, $"{type}.{version.Version}");
        catalogue.ShouldBe(examples!, ignoreOrder: true);
    }
}
