using Npgsql;

namespace CdViz.Api.Tests.Grafana;

/// <summary>Runs what Grafana would run, logged in as Grafana is, over a month of the demo company.</summary>
[Collection(DemoCollection.Name)]
public sealed class Every_query_of_the_dashboards(DemoDatabase demo)
{
    // Nothing has been stopped in the demo, so nobody did anything about it.
    private static readonly string[] EmptyWhenAllIsWell = ["What people did about stopped ones", "Outcome words nobody knows", "Waits longest", "Inbox by source", "Quarantine by reason", "Alerts"];

    public static TheoryData<string, int, string> Queries =>
        [.. Dashboards.All.SelectMany(file => file.Queries.Select((query, number) => (file.Name, number, query.Title)))];

    public static TheoryData<string, string> Choices =>
        [.. Dashboards.All.SelectMany(file => file.Variables.Where(variable => variable.IsQuery).Select(variable => (file.Name, variable.Name)))];

    [Theory, MemberData(nameof(Queries))]
    public async Task gives_rows_of_the_types_that_its_panel_needs(string dashboard, int number, string title)
    {
        var file = Dashboards.Of(dashboard);
        var query = file.Queries.ElementAt(number);
        var sql = demo.Grafana.Expand(query.Sql, await ChosenAsync(file));

        await using var connection = await demo.Reader.OpenConnectionAsync(Answers.Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Answers.Ct);
        var columns = (await reader.GetColumnSchemaAsync(Answers.Ct)).ToList();
        columns.ShouldSuit(query);
        var rows = 0;
        var known = false;
        while (await reader.ReadAsync(Answers.Ct))
        {
            rows++;
            known |= !await reader.IsDBNullAsync(columns.Count - 1, Answers.Ct);
        }

        if (!EmptyWhenAllIsWell.Contains(title))
        {
            rows.ShouldBeGreaterThan(0, sql);
            if (query.Kind is "stat" or "timeseries" or "state-timeline" or "barchart")
            {
                known.ShouldBeTrue($"nothing but null: {sql}");
            }
        }
    }

    // Grafana ends a macro's argument at the first closing parenthesis: a function in it is cut in two, and what is left may still be SQL.
    [Theory, MemberData(nameof(Queries))]
    public void has_no_function_in_the_argument_of_a_macro(string dashboard, int number, string title) =>
        Dashboards.Of(dashboard).Queries.ElementAt(number).Sql.ShouldNotMatch(@"\$__\w+\([^)]*\(", title);

    [Theory, MemberData(nameof(Choices))]
    public async Task gives_values_to_its_variables(string dashboard, string variable) =>
        (await ChosenAsync(Dashboards.Of(dashboard)))[variable].Values.ShouldNotBeEmpty();

    private Task<IReadOnlyDictionary<string, DashboardVariable>> ChosenAsync(DashboardFile file) => file.ChooseAsync(demo.Reader, demo.Grafana, Answers.Ct);
}
