using Microsoft.Extensions.Logging;

namespace CdViz.Adapters.Translators;

/// <summary>All translators there are, by name: the program's own, the scripts of a folder, and functions by their addresses.</summary>
public sealed class TranslatorSet : IDisposable
{
    private readonly Dictionary<string, Translator> byName = new(StringComparer.Ordinal);
    private readonly HttpClient http;

    /// <summary>Loads them.</summary>
    /// <param name="settings">Where scripts are, and what they may take.</param>
    /// <param name="functions">Addresses of functions.</param>
    /// <param name="logger">Where trouble is told.</param>
    /// <param name="http">Asks functions.</param>
    /// <exception cref="ScriptException">A script cannot be read.</exception>
    public TranslatorSet(TranslatorSettings settings, IEnumerable<string> functions, ILogger<TranslatorSet> logger, HttpClient? http = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(functions);
        this.http = http ?? new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Timeout.InfiniteTimeSpan };
        foreach (var translator in Domain.Translating.Translators.BuiltIn.Values)
        {
            byName[translator.Name] = new BuiltInTranslator(translator, logger);
        }

        foreach (var script in ScriptTranslator.InFolder(settings))
        {
            byName[script.Name] = script;
        }

        foreach (var address in functions.Where(IsFunction))
        {
            byName[address] = new FunctionTranslator(new Uri(address), this.http, settings);
        }
    }

    /// <summary>Their names.</summary>
    public IReadOnlyCollection<string> Names => byName.Keys;

    /// <summary>One by its name, or null.</summary>
    public Translator? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>A script by its file.</summary>
    /// <exception cref="ScriptException">It cannot be read.</exception>
    public static Translator Script(string file, TranslatorSettings settings) => ScriptTranslator.Load(file, settings);

    /// <summary>True for what names a function: its address.</summary>
    public static bool IsFunction(string name) => Uri.TryCreate(name, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();
}

/// <summary>Translators of one's own.</summary>
public sealed record TranslatorSettings
{
    /// <summary>The folder of their <c>.js</c> files; empty for none.</summary>
    public string Folder { get; init; } = "";

    /// <summary>How long a script may take over one input.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Bytes a script may use for one input.</summary>
    public long Memory { get; init; } = 64 * 1024 * 1024;

    /// <summary>How long a function may take over one input.</summary>
    public TimeSpan FunctionTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a function that is away is asked, after growing pauses, before the entry counts as failed.</summary>
    public int FunctionAttempts { get; init; } = 10;
}
