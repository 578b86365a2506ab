using System.Data;
using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Projecting.Files;

/// <summary>Tries files of projections in the database, in transactions that are rolled back.</summary>
internal static class ProjectionTrial
{
    private const string BuiltSql = """
        select definition_digest from events.projection_generation where role in ('live', 'kept') and definition_digest = any($1)
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Tries each; what one of them makes is not seen by the next, but for a view that two want to make.</summary>
    /// <param name="database">The database; migrations are applied.</param>
    /// <param name="files">The files.</param>
    /// <param name="all">True for all; false for those that no generation has been built from yet.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<List<FileProblem>> RunAsync(NpgsqlDataSource database, IReadOnlyList<ProjectionFile> files, bool all, CancellationToken ct)
    {
        List<FileProblem> problems = [];
        await using var connection = await database.OpenConnectionAsync(ct);
        Dictionary<string, ProjectionFile> views = [];
        foreach (var file in all ? files : await NewAsync(connection, files, ct))
        {
            var one = new FileTrial(connection, file);
            await PatientlyAsync(connection, one, ct);
            problems.AddRange(one.Problems);
            foreach (var view in one.Views)
            {
                if (!views.TryAdd(view, file) && views[view] is var first)
                {
                    problems.Add(file.First("views").Problem(0, $"The view {view} is made by {first.Path} too; allowed: names that differ."));
                }
            }
        }

        return problems;
    }

    private static async Task PatientlyAsync(NpgsqlConnection connection, FileTrial trial, CancellationToken ct)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
                await trial.RunAsync(ct);
                return;
            }
            catch (PostgresException e) when (
                e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
            {
                if (TimeProvider.System.GetElapsedTime(began) > Patience)
                {
                    throw;
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), ct);
        }
    }

    private static async Task<List<ProjectionFile>> NewAsync(NpgsqlConnection connection, IReadOnlyList<ProjectionFile> files, CancellationToken ct)
    {
        var digests = files.ToDictionary(file => ProjectionDefinition.Of(file.Projection).Digest);
        await using var command = new NpgsqlCommand(BuiltSql, connection) { Parameters = { Sql.Array(digests.Keys, NpgsqlDbType.Text) } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            digests.Remove(reader.GetString(0));
        }

        return [.. files.Where(file => digests.ContainsValue(file))];
    }
}
