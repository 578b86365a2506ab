using System.Text.RegularExpressions;

namespace CdViz.Domain.Tests;

public partial class The_pages_on_the_vocabulary
{
    [Fact]
    public void show_code_that_is_compiled_and_run_here()
    {
        var tests = Flat(Text("Using_the_package.cs"));
        var shown = Code().Matches(Text("cdevents-dotnet.md")).Select(block => Flat(block.Groups[1].Value)).ToList();
        shown.Count.ShouldBe(8);
        shown.ShouldAllBe(code => tests.Contains(code));
    }

    [Fact]
    public void show_data_that_adds_a_release()
    {
        var earlier = SpecText.Read(Text(typeof(Catalogue), "0.1.0.spec"), []);
        var release = SpecText.Read(
            Data().Match(Text("vocabulary.md")).Groups[1].Value
                .Replace("like 0.5.1", "like 0.1.0", StringComparison.Ordinal).Replace("testSuiteRun.queued", "testSuite.started", StringComparison.Ordinal), [earlier]);
        (release.Spec, release.Date).ShouldBe(("0.5.2", new DateOnly(2026, 11, 3)));
        release.Events["artifact.packaged"].Version.ShouldBe("0.4.0");
        var e = new SpecShapes(release).Event("approval.created");
        e.Members.ToArray().Select(member => member.Name).ShouldBe(["context", "subject", "customData", "customDataContentType"]);
    }

    [Fact]
    public void list_every_release() => Catalogue.Releases
        .Select(release => $"| {release.Spec} | {release.Date?.ToString("yyyy-MM-dd") ?? "not released"} | {release.Events.Count} |")
        .Except(Text("vocabulary.md").Split('\n')).ShouldBeEmpty();

    [Theory]
    [InlineData("hello", "release <version>")]
    [InlineData("release 1.0.0 draft\nlike 0.9", "a release before this one")]
    [InlineData("release 1.0.0 draft\nwithout x", "without")]
    [InlineData("release 1.0.0 draft\nevent a.b 0.1.0", "stage")]
    [InlineData("release 1.0.0 draft\nagain 0.2.0: a.b", "events of the release before")]
    public void are_not_needed_to_see_a_mistake_in_the_data(string data, string told) =>
        Should.Throw<FormatException>(() => SpecText.Read(data, [])).Message.ShouldContain(told);

    private static string Flat(string code) => Space().Replace(code, " ").Trim();

    private static string Text(string name) => Text(typeof(The_pages_on_the_vocabulary), name);

    private static string Text(Type of, string name)
    {
        using var reader = new StreamReader(of.Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name));
        return reader.ReadToEnd();
    }

    [GeneratedRegex("^```csharp\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex("^```\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Data();

    [GeneratedRegex("\\s+")]
    private static partial Regex Space();
}
