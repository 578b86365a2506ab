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

    private const string Former = "testcase.finished testcase.queued testcase.started testsuite.finished testsuite.started";

    [Fact]
    public void has_every_event_of_the_specifications()
    {
        var names = Standard.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        names.Length.ShouldBe(45);
        EventTypes.Current.Select(type => $"{type.Subject}.{type.Predicate}").Order(StringComparer.Ordinal).ShouldBe(names);
        EventTypes.All.Except(EventTypes.Current).Select(type => $"{type.Subject}.{type.Predicate}").Order(StringComparer.Ordinal).ShouldBe(Former.Split(' '));
    }

    [Fact]
    public void has_every_record_of_content()
    {
        var records = typeof(SubjectContent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(SubjectContent)));
        EventTypes.All.Concat(EventTypes.Drafts).Append(EventTypes.Custom).Select(type => type.Content).ShouldBe(records, ignoreOrder: true);
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
        type.DotNetType.ShouldBe($"CdViz.Domain.Content.{content.Name}, CdViz.Domain");
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

    [Theory]
    [InlineData("0.1.0", 33, "2022-10-21")]
    [InlineData("0.1.1", 33, "2022-10-26")]
    [InlineData("0.1.2", 33, "2022-11-21")]
    [InlineData("0.2.0", 36, "2023-03-21")]
    [InlineData("0.3.0", 39, "2023-05-03")]
    [InlineData("0.4.0", 45, "2024-04-11")]
    [InlineData("0.4.1", 45, "2024-05-16")]
    [InlineData("0.5.0", 45, "2025-12-22")]
    [InlineData("0.5.1", 45, "2026-04-15")]
    [InlineData("0.6.0-draft", 48, null)]
    public void knows_how_many_events_a_release_has(string spec, int events, string? date)
    {
        var release = Catalogue.OfSpec(spec).ShouldNotBeNull();
        release.Events.Count.ShouldBe(events);
        release.Date?.ToString("yyyy-MM-dd").ShouldBe(date);
    }

    [Fact]
    public void has_174_released_types()
    {
        Catalogue.Releases.Where(release => !release.IsDraft).SelectMany(release => release.Events).Select(e => e.Type).Distinct().Count().ShouldBe(174);
        Catalogue.Newest.Spec.ShouldBe("0.5.1");
        Catalogue.Newest.Events.ShouldContain(new ReleasedEvent("dev.cdevents.testcaserun.skipped.0.2.0", "testcaserun", "skipped", "0.2.0", "testing"));
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
