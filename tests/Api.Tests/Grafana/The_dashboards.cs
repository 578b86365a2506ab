using System.Text.RegularExpressions;

namespace CdViz.Api.Tests.Grafana;

public sealed partial class The_dashboards(The_dashboards.Generator generator) : IClassFixture<The_dashboards.Generator>
{
    private static readonly string[] BuiltIn = ["stat", "timeseries", "table", "state-timeline", "barchart", "bargauge", "piechart", "text", "nodeGraph", "histogram"];

    [Fact]
    public Task are_what_the_generator_writes() => generator.RunAsync("check");

    [Fact]
    public Task have_the_types_that_Grafana_gives_them() => generator.RunAsync("types");

    [Fact]
    public async Task would_not_pass_with_an_option_that_Grafana_does_not_know()
    {
        var wrong = Path.Combine(generator.Folder, "dashboards", "wrong.mjs");
        await File.WriteAllTextAsync(wrong, """
            import { dashboard } from '../dashboard.mjs';
            /** @type {import('@grafana/schema').Dashboard} */
            export const wrong = { ...dashboard({ uid: 'x', title: 'x', description: 'x', rows: [] }), graphTooltip: 'crosshair' };
            """, Answers.Ct);
        try
        {
            (await Should.ThrowAsync<InvalidOperationException>(() => generator.RunAsync("types"))).Message.ShouldContain("wrong.mjs");
        }
        finally
        {
            File.Delete(wrong);
        }
    }

    [Fact]
    public void use_panels_that_are_built_into_Grafana_and_the_datasource_that_is_provisioned()
    {
        foreach (var panel in Dashboards.All.SelectMany(file => file.Panels))
        {
            BuiltIn.ShouldContain(panel.GetProperty("type").GetString());
            panel.GetProperty("datasource").GetProperty("uid").GetString().ShouldBe("cdviz");
        }
    }

    [Fact]
    public void say_of_every_panel_what_it_shows_and_in_which_unit()
    {
        foreach (var (file, panel) in Dashboards.All.SelectMany(file => file.Panels.Select(panel => (file, panel))))
        {
            var name = $"{file.Uid}: {panel.GetProperty("title")}";
            panel.TryGetProperty("description", out var description).ShouldBeTrue(name);
            description.GetString().ShouldNotBeNullOrEmpty(name);
            (panel.GetProperty("type").GetString() is "table" or "state-timeline" || panel.GetProperty("fieldConfig").GetProperty("defaults").TryGetProperty("unit", out _)).ShouldBeTrue(name);
        }
    }

    [Fact]
    public void link_to_the_tools_that_told_and_to_what_the_server_keeps()
    {
        var all = string.Concat(Dashboards.All.Select(file => file.Json.GetRawText()));
        all.ShouldContain("${server}/trace/${__value.text:percentencode}");
        all.ShouldContain("${server}/events/${__value.raw}");
        all.ShouldContain("\"title\": \"Open it\"");
        Dashboards.All.ShouldAllBe(file => file.Variables.Any(variable => variable.Name == "server"));
    }

    [Fact]
    public void link_to_each_other_by_ids_that_are_there()
    {
        var ids = Dashboards.All.Select(file => file.Uid).ToList();
        ids.ShouldBeUnique();
        var links = Dashboards.All.SelectMany(file => Link().Matches(file.Json.GetRawText()).Select(match => match.Groups["uid"].Value)).ToList();
        links.Count.ShouldBeGreaterThan(3);
        links.ShouldBeSubsetOf(ids);
    }

    [Fact]
    public void set_variables_that_the_dashboard_has_where_they_link_to()
    {
        foreach (Match link in Dashboards.All.SelectMany(file => Link().Matches(file.Json.GetRawText())))
        {
            var target = Dashboards.All.Single(file => file.Uid == link.Groups["uid"].Value);
            Set().Matches(link.Groups["query"].Value).Select(set => set.Groups["name"].Value)
                .ShouldBeSubsetOf(target.Variables.Select(variable => variable.Name!), link.Value);
        }
    }

    [GeneratedRegex("/d/(?<uid>[a-z-]+)\\?(?<query>[^\"]*)")]
    private static partial Regex Link();

    [GeneratedRegex(@"var-(?<name>\w+)=")]
    private static partial Regex Set();

    /// <summary>What writes the dashboards, with Grafana's own types put into place by npm; a copy, so that the checkout stays as it is.</summary>
    public sealed class Generator : IAsyncLifetime
    {
        private readonly string copy = Path.Combine(AppContext.BaseDirectory, "grafana");

        public string Folder => Path.Combine(copy, "generator");

        public async ValueTask InitializeAsync()
        {
            foreach (var file in Files("generator").Concat(Files("dashboards")))
            {
                var to = Path.Combine(copy, Path.GetRelativePath(Checkout.PathTo("grafana"), file));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(file, to, overwrite: true);
            }

            await NodePackage.InstallAsync(Folder);
        }

        public ValueTask DisposeAsync() => default;

        internal Task RunAsync(string script) => NodePackage.RunAsync(Folder, "npm", ["run", "--silent", script], "");

        private static IEnumerable<string> Files(string folder) =>
            Directory.EnumerateFiles(Checkout.PathTo($"grafana/{folder}"), "*", SearchOption.AllDirectories)
                .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}node_modules{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
    }
}
