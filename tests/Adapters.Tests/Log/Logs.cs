using System.Text.Json.Nodes;
using JasperFx.Events.Projections;
using Marten;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CdViz.Adapters.Tests.Log;

/// <summary>Appenders and answers, in few words.</summary>
internal static class Logs
{
    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static Appender Appender(this NpgsqlDataSource dataSource, AppenderOptions? options = null, IInlineProjections? inline = null) =>
        new(dataSource, Store(dataSource, inline), options ?? new AppenderOptions(), TimeProvider.System, NullLogger<Appender>.Instance);

    private static DocumentStore Store(NpgsqlDataSource dataSource, IInlineProjections? inline) => DocumentStore.For(options =>
    {
        options.Connection(dataSource);
        options.UseCdEvents();
        if (inline is not null)
        {
            options.Projections.Add(new MartenProjection(new CurrentDeployments(DeploymentPlaces.Usual), inline, runtime: null), ProjectionLifecycle.Inline);
        }
    });

    public static ValueTask<AppendOutcome> AppendAsync(this Appender appender, AdmittedEvent e) => appender.AppendAsync(e, "test", null, Ct);

    public static ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(this Appender appender, params IReadOnlyList<AdmittedEvent> events) =>
        appender.AppendAsync(events, "test", null, Ct);

    public static AppendOutcome.Appended ShouldBeAppended(this AppendOutcome outcome) => outcome.ShouldBeOfType<AppendOutcome.Appended>();

    public static void ShouldBeJson(this string actual, string expected) =>
        JsonNode.DeepEquals(JsonNode.Parse(actual), JsonNode.Parse(expected)).ShouldBeTrue($"{actual}\nshould be\n{expected}");

    /// <summary>Waits for a condition, never for time.</summary>
    public static async Task Until(Func<Task<bool>> condition, string what)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (!await condition())
        {
            (DateTime.UtcNow < deadline).ShouldBeTrue($"waited in vain for: {what}");
            await Task.Delay(10, Ct);
        }
    }

    public static Task Until(Func<bool> condition, string what) => Until(() => Task.FromResult(condition()), what);
}

/// <summary>Does what a test says in the append's transaction, for every event.</summary>
internal sealed class Inline(Func<NpgsqlConnection, IReadOnlyList<RecordedEvent>, Task> apply) : IInlineProjections
{
    public bool Wants(AdmittedEvent e) => true;

    public Task ApplyAsync(NpgsqlConnection connection, IReadOnlyList<RecordedEvent> appended, CancellationToken ct) => apply(connection, appended);
}
