using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Metrics;

/// <summary>Brings what the settings say of the metrics into the database, where SQL and Grafana see it too.</summary>
public static class DoraSettings
{
    private const string LockSql = "select pg_advisory_xact_lock(731087251, hashtext('dora settings'))";

    private const string ProductionSql = """
        with gone as (delete from cdviz.dora_production where environment <> all ($1))
        insert into cdviz.dora_production select distinct unnest($1) on conflict do nothing
        """;

    private const string RunsSql = """
        with gone as (delete from cdviz.deployment_run where pattern <> all ($1))
        insert into cdviz.deployment_run select distinct unnest($1) on conflict do nothing
        """;

    private const string TeamsSql = """
        with gone as (delete from cdviz.dora_team where service <> all ($1))
        insert into cdviz.dora_team select * from unnest($1, $2) on conflict (service) do update set team = excluded.team
        """;

    // A version that is there is never changed: what differs from the latest becomes the next.
    private const string DefinitionSql = """
        insert into cdviz.dora_definition
        select $1, coalesce(l.version, 0) + 1, n.*
        from (select $2::text, $3::text, $4::boolean, $5::boolean, $6::text[], $7::text[], $8::interval, $9::text[], $10::text, $11::text[], $12::interval) n
        left join (select d.* from cdviz.dora_definition d where d.name = $1 order by d.version desc limit 1) l on true
        where l.name is null
            or (l.source, l.description, l.count_rollbacks, l.count_repeats, l.lead_steps, l.incident_rules, l.attribution_window, l.failure_rules, l.recovery_from,
                l.rework_rules, l.repeat_window) is distinct from row(n.*)
        """;

    /// <summary>Stores them. Safe when several nodes do it at once; the last one's teams and production stay.</summary>
    /// <param name="database">The database; migrations are applied.</param>
    /// <param name="production">Environments that count as production; <c>*</c> in a name stands for any characters.</param>
    /// <param name="deploymentRuns">Names of runs that deploy, likewise.</param>
    /// <param name="teams">Services with their teams.</param>
    /// <param name="definitions">Definitions of the user's own.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task ApplyAsync(
        NpgsqlDataSource database,
        IReadOnlyList<string> production,
        IReadOnlyList<string> deploymentRuns,
        IReadOnlyDictionary<string, string> teams,
        IReadOnlyList<DoraDefinition> definitions,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(deploymentRuns);
        ArgumentNullException.ThrowIfNull(teams);
        ArgumentNullException.ThrowIfNull(definitions);
        await using var connection = await database.OpenConnectionAsync(ct).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(ct).ConfigureAwait(false);
        await Sql.ExecuteAsync(connection, LockSql, ct).ConfigureAwait(false);
        await Sql.ExecuteAsync(connection, ProductionSql, ct, Texts(production)).ConfigureAwait(false);
        await Sql.ExecuteAsync(connection, RunsSql, ct, Texts(deploymentRuns.Select(name => name.ToLowerInvariant()))).ConfigureAwait(false);
        await Sql.ExecuteAsync(connection, TeamsSql, ct, Texts(teams.Keys), Texts(teams.Values)).ConfigureAwait(false);
        foreach (var d in definitions)
        {
            await Sql.ExecuteAsync(
                connection, DefinitionSql, ct, Sql.Value(d.Name), Sql.Value(d.Source), Sql.Value(d.Description), Sql.Value(d.CountRollbacks), Sql.Value(d.CountRepeats),
                Texts(d.LeadSteps), Texts(d.IncidentRules), Sql.Value(d.AttributionWindow), Texts(d.FailureRules), Sql.Value(d.RecoveryFrom), Texts(d.ReworkRules),
                Sql.Value(d.RepeatWindow))
                .ConfigureAwait(false);
        }

        await transaction.CommitAsync(ct).ConfigureAwait(false);
    }

    private static NpgsqlParameter Texts(IEnumerable<string> words) => Sql.Array(words, NpgsqlDbType.Text);
}
