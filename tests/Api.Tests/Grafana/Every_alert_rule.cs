using Npgsql;
using YamlDotNet.RepresentationModel;

namespace CdViz.Api.Tests.Grafana;

/// <summary>The rules of <c>grafana/provisioning/alerting</c>, asked as Grafana asks them.</summary>
[Collection(DemoCollection.Name)]
public sealed class Every_alert_rule(DemoDatabase demo)
{
    private static readonly IReadOnlyList<YamlNode> Rules = [.. ((YamlSequenceNode)Checkout.Yaml("grafana/provisioning/alerting/cdviz.yaml").At("groups"))
        .SelectMany(group => ((YamlSequenceNode)group.At("rules")).Children)];

    public static TheoryData<string> Titles => [.. Rules.Select(rule => rule.At("title").Text())];

    [Theory, MemberData(nameof(Titles))]
    public async Task asks_for_one_number_and_the_texts_that_its_message_names(string title)
    {
        var rule = Rules.Single(rule => rule.At("title").Text() == title);
        var sql = demo.Grafana.Expand(((YamlSequenceNode)rule.At("data")).Children[0].At("model", "rawSql").Text(), new Dictionary<string, DashboardVariable>());
        await using var command = demo.Reader.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Answers.Ct);
        var columns = await reader.GetColumnSchemaAsync(Answers.Ct);

        columns.Count(column => column.DataType != typeof(string)).ShouldBe(1, sql);
        foreach (var label in columns.Where(column => column.DataType == typeof(string)))
        {
            rule.At("annotations", "summary").Text().ShouldContain($"$labels.{label.ColumnName} ");
        }
    }

    [Theory, MemberData(nameof(Titles))]
    public void links_to_the_panel_that_shows_more(string title)
    {
        var rule = Rules.Single(rule => rule.At("title").Text() == title);

        Dashboards.All.Single(file => file.Uid == rule.At("dashboardUid").Text()).Panels.Select(panel => $"{panel.GetProperty("id")}").ShouldContain(rule.At("panelId").Text());
    }

    [Fact]
    public async Task stays_silent_while_projections_run_and_speaks_of_roll_backs()
    {
        (await CountAsync("A projection is stopped")).ShouldBe(0);
        (await CountAsync("A projection lags")).ShouldBe(0);
        (await CountAsync("A production deployment was rolled back")).ShouldBeGreaterThan(0);
    }

    /// <summary>How many series are above the rule's threshold, which is 0.</summary>
    private async Task<long> CountAsync(string title)
    {
        var data = (YamlSequenceNode)Rules.Single(rule => rule.At("title").Text() == title).At("data");
        ((YamlSequenceNode)((YamlSequenceNode)data.Children[1].At("model", "conditions")).Children[0].At("evaluator", "params")).Children[0].Text().ShouldBe("0");
        var sql = demo.Grafana.Expand(data.Children[0].At("model", "rawSql").Text(), new Dictionary<string, DashboardVariable>());
        await using var connection = await demo.Reader.OpenConnectionAsync(Answers.Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Answers.Ct);
        var firing = 0;
        while (await reader.ReadAsync(Answers.Ct))
        {
            firing += Convert.ToDouble(reader.GetValue(reader.FieldCount - 1), System.Globalization.CultureInfo.InvariantCulture) > 0 ? 1 : 0;
        }

        return firing;
    }
}
