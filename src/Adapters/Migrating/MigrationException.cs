namespace CdViz.Adapters.Migrating;

/// <summary>The database cannot be brought to the schema this program needs. The message says why, and what to do.</summary>
public class MigrationException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The database has been migrated by a newer program.</summary>
public sealed class DatabaseTooNewException(int database, int program) : MigrationException(
    $"The database has schema version {database}, this program knows versions up to {program}. Run the newer program, or restore a backup made before the upgrade.")
{
    /// <summary>Schema version of the database.</summary>
    public int Database => database;

    /// <summary>Newest schema version this program knows.</summary>
    public int Program => program;
}

/// <summary>A migration is not what it was when it was applied.</summary>
public sealed class MigrationChangedException(Migration migration) : MigrationException(
    $"Migration {migration.Name} differs from the one applied to this database. Applied migrations must not be edited: put the change in a new one.")
{
    /// <summary>The migration as this program has it.</summary>
    public Migration Migration => migration;
}

/// <summary>The server has no TimescaleDB, or does not let us use it.</summary>
public sealed class TimescaleMissingException(string why, Exception? inner = null) : MigrationException(
    $"TimescaleDB is needed: {why} Use the image timescale/timescaledb-ha:pg17, or install the package postgresql-17-timescaledb, set "
    + "shared_preload_libraries = 'timescaledb', restart PostgreSQL, and let a superuser run: create extension timescaledb;", inner);
