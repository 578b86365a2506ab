using FluentValidation;
using Npgsql;

namespace CdViz.Api.Endpoints.Dora;

/// <summary>What all questions about delivery may say. All is optional; without times they are about the last 90 days.</summary>
public record DoraQuery(
    string? From, string? To, string? Environment, string? Service, string? Team, string? Definition, string? Known, string? Wait,
    string? EnvironmentSource, string? ServiceSource) : IWaits
{
    string IWaits.Projection => "delivery";

    /// <summary>The time zone in which 'from' and 'to' are meant where they say none.</summary>
    internal virtual string? Zone => null;

    /// <summary>The metrics, as SQL names them.</summary>
    public static IReadOnlyList<string> Metrics { get; } =
        ["deployment_frequency", "lead_time", "change_failure_rate", "time_to_restore", "rework_rate"];
}

/// <summary>Rules of <see cref="DoraQuery"/>.</summary>
internal class DoraQueryRules<TQuery> : AbstractValidator<TQuery> where TQuery : DoraQuery
{
    /// <summary>The rules.</summary>
    public DoraQueryRules()
    {
        RuleFor(query => query.From).IsTime();
        RuleFor(query => query.To).IsTime();
        RuleFor(query => query.To).Must((query, _) => DoraScope.Times(query, DateTime.MaxValue) is var (from, to) && from < to)
            .When(query => query.From is not null && query.To is not null).WithErrorCode("query.order").WithMessage("'to' has to be later than 'from'.");
        RuleFor(query => query.Environment).IsText();
        RuleFor(query => query.Service).IsText();
        RuleFor(query => query.Team).IsText();
        RuleFor(query => query.EnvironmentSource).IsText();
        RuleFor(query => query.ServiceSource).IsText();
        RuleFor(query => query.Definition).IsText();
        RuleFor(query => query.Definition).IsDefinition();
        RuleFor(query => query.Known).Must(text => text is null || QueryValue.TryWhole(text, out _) || QueryValue.TryTime(text, out _)).WithErrorCode("query.time")
            .WithMessage("'{PropertyValue}' was found; a time with its offset, or a position of the log, is allowed.");
        RuleFor(query => query.Wait).IsPosition();
    }
}

/// <summary>A rule that questions about delivery share.</summary>
internal static class DoraRules
{
    /// <summary>A definition by its name, with what is otherwise for this question.</summary>
    public static void IsDefinition<T>(this IRuleBuilder<T, string?> parameter) => parameter
        .Must((_, text, context) =>
        {
            context.MessageFormatter.AppendArgument("Fault", DoraChoice.Fault(text));
            return DoraChoice.Fault(text) is null;
        }).WithErrorCode("query.definition").WithMessage("{Fault}");
}

/// <summary>A question with all that it left out.</summary>
/// <param name="From">First moment, UTC.</param>
/// <param name="To">First moment after it, UTC.</param>
/// <param name="Environment">Environments with commas; null for production.</param>
/// <param name="Service">Services with commas; null for all.</param>
/// <param name="Team">Teams with commas; null for all.</param>
/// <param name="Definition">The definition, name@version, and what is otherwise.</param>
/// <param name="Known">Last position that was known; null for all there is.</param>
/// <param name="EnvironmentSource">The source that events give the environments; null for any.</param>
/// <param name="ServiceSource">The source that events give the services; null for any.</param>
public sealed record DoraScope(
    DateTime From, DateTime To, string? Environment, string? Service, string? Team, string Definition, long? Known, string? EnvironmentSource, string? ServiceSource)
{
    /// <summary>What all statements are asked with, $1 to $9.</summary>
    public object?[] Asked => [From, To, Environment, Service, Team, Definition, Known, EnvironmentSource, ServiceSource];

    private const string FindSql =
        """
        select d.name || '@' || d.version || coalesce(substring($1::text from ';.*$'), ''), case when $3::bigint is not null then $3 when $2::timestamptz is not null then cdviz.position_at($2) end
        from cdviz.dora_definition_of($1::text) d
        where d.name is not null
        """;

    /// <summary>Reads a question; null when there is no such definition.</summary>
    public static async Task<DoraScope?> OfAsync(DoraQuery query, string? definition, NpgsqlDataSource database, TimeProvider time, CancellationToken ct)
    {
        var (from, to) = Times(query, time.GetUtcNow().UtcDateTime);
        long? position = query.Known is not null && QueryValue.TryWhole(query.Known, out var whole) ? whole : null;
        var found = await Rows.ListAsync(
            database, FindSql, [definition, position is null ? QueryValue.Time(query.Known) : null, position], row => (row.GetString(0), row.Whole(1)), ct);
        return found is [var (name, known)] ? new(from, to, query.Environment, query.Service, query.Team, name, known, query.EnvironmentSource, query.ServiceSource) : null;
    }

    /// <summary>Periods that a question may be cut into; cdviz.dora_periods has the same limit.</summary>
    public const int MaxPeriods = 2000;

    /// <summary>What is wrong with the periods, or null: a bucket so short that there are too many.</summary>
    public Violation? TooMany(string? bucket) => bucket is not null && (To - From).TotalDays / Days(bucket) > MaxPeriods
        ? new("/bucket", "query.buckets", $"'{bucket}' makes more than {MaxPeriods} periods of this time; {MaxPeriods} are allowed. Ask for longer ones, or a shorter time.")
        : null;

    /// <summary>The earliest begin of a question that ends when this one does and is cut into so long periods.</summary>
    public DateTime EarliestOf(string bucket) => To.AddDays(-Math.Min((MaxPeriods - 1) * Days(bucket), (To - QueryValue.Range.First).TotalDays));

    private static double Days(string bucket) => bucket switch { "day" => 1, "week" => 7, "month" => 30, _ => 360 };

    /// <summary>The times asked for, or the last 90 days.</summary>
    public static (DateTime From, DateTime To) Times(DoraQuery query, DateTime now)
    {
        var to = QueryValue.Time(query.To, query.Zone) ?? now;
        return (QueryValue.Time(query.From, query.Zone) ?? to.AddDays(-90), to);
    }
}
