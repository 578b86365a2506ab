using System.Text;
using System.Text.Json;
using Microsoft.Extensions.FileSystemGlobbing;

namespace CdViz.Api.Pulling;

/// <summary>
/// The files of a folder. A file of lines is read on from where it was read last, whole lines only; another is read when it is whole, again when it has changed. What was taken of
/// a file is remembered until the file is gone.
/// </summary>
internal sealed class FolderSource : IPolled, IDisposable
{
    /// <summary>What lies beside a file and says its headers.</summary>
    private const string HeadersFile = ".headers.json";

    private static readonly EnumerationOptions All = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };

    private readonly SourceSettings settings;
    private readonly int maxBytes;
    private readonly TimeProvider time;
    private readonly Matcher matcher;
    private FileSystemWatcher? watcher;

    public FolderSource(SourceSettings settings, int maxBytes, TimeProvider time)
    {
        (this.settings, this.maxBytes, this.time) = (settings, maxBytes, time);
        matcher = Patterns.Of(settings.Patterns);
    }

    /// <inheritdoc/>
    public string What => $"the folder {settings.Folder}";

    /// <summary>Called when a file has changed; it may also be that nothing is heard of it.</summary>
    public Action? Changed { get; set; }

    /// <inheritdoc/>
    public void Dispose() => watcher?.Dispose();

    /// <inheritdoc/>
    public async Task<TimeSpan?> PollAsync(Pull pull, CancellationToken ct)
    {
        if (!Directory.Exists(settings.Folder))
        {
            throw new PullException("it is not there.");
        }

        Watch();
        var states = await pull.StatesAsync(ct);
        var (gone, waits) = (states.Keys.ToHashSet(StringComparer.Ordinal), false);
        foreach (var file in Directory.EnumerateFiles(settings.Folder, "*", All).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(settings.Folder, file).Replace('\\', '/');
            if (name.EndsWith(HeadersFile, StringComparison.Ordinal) || !matcher.Match(name).HasMatches)
            {
                continue;
            }

            gone.Remove(name);
            try
            {
                waits |= !await TakeAsync(pull, name, new FileInfo(file), states.TryGetValue(name, out var state) ? FileState.Read(state) : new(), ct);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // It went, or is not readable yet.
                pull.Wrong($"the file {name} could not be read: {fault.Message}");
            }
        }

        await pull.ForgetAsync([.. gone], ct);
        return waits && settings.Settle < settings.Every ? settings.Settle : null;
    }

    /// <returns>False where some of it is not whole yet.</returns>
    private async Task<bool> TakeAsync(Pull pull, string name, FileInfo file, FileState before, CancellationToken ct)
    {
        var now = before with { Size = file.Length, At = file.LastWriteTimeUtc.Ticks };
        if (now == before)
        {
            return true;
        }

        var isSettled = time.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc >= settings.Settle;
        var format = Cutter.FormatOf(settings.Format, name);
        return format is SourceFormat.Ndjson or SourceFormat.Lines
            ? await GrowingFile.TakeAsync(pull, name, file.FullName, format, maxBytes, before, now, isSettled, ct)
            : await WholeAsync(pull, name, file.FullName, format, now, isSettled, ct);
    }

    private async Task<bool> WholeAsync(Pull pull, string name, string path, SourceFormat format, FileState now, bool isSettled, CancellationToken ct)
    {
        if (now.Size > Patterns.MaxFileBytes)
        {
            pull.Wrong($"the file {name} has {now.Size} bytes; {Patterns.MaxFileBytes} are allowed.");
            await pull.SaveAsync(name, now.Write(), ct);
            return true;
        }

        if (!isSettled && format is not SourceFormat.Json)
        {
            return false;
        }

        var bytes = await File.ReadAllBytesAsync(path, ct);
        if (bytes.Length != now.Size || (!isSettled && !Cutter.IsWholeJson(bytes)))
        {
            return false;
        }

        var headers = await HeadersAsync(path, ct);
        await pull.TakeAsync(Cutter.Cut(format, bytes, name, maxBytes).Select(input => input with { Headers = headers }), ct);
        await pull.SaveAsync(name, now.Write(), ct);
        return true;
    }

    /// <summary>Headers of a file, for translators that ask for some: <c>{"X-GitHub-Event": "workflow_run"}</c> in <c>NAME.headers.json</c>.</summary>
    private static async Task<IReadOnlyList<(string, string)>> HeadersAsync(string path, CancellationToken ct)
    {
        try
        {
            var json = await File.ReadAllTextAsync($"{path}{HeadersFile}", Encoding.UTF8, ct);
            return [.. JsonElement.Parse(json).EnumerateObject().Select(header => (header.Name, header.Value.ToString()))];
        }
        catch (Exception fault) when (fault is IOException or JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private void Watch()
    {
        if (watcher is not null || Changed is null)
        {
            return;
        }

        try
        {
            watcher = new FileSystemWatcher(settings.Folder) { IncludeSubdirectories = true };
            watcher.Changed += (_, _) => Changed();
            watcher.Created += (_, _) => Changed();
            watcher.Renamed += (_, _) => Changed();
            watcher.EnableRaisingEvents = true;
        }
        catch (IOException)
        {
            // The system watches no more folders; this one is looked at every so often all the same.
            watcher?.Dispose();
            Changed = null;
        }
    }
}

/// <summary>What was taken of a file.</summary>
internal sealed record FileState
{
    /// <summary>Its size when it was looked at.</summary>
    public long Size { get; init; } = -1;

    /// <summary>When it had been written last, in ticks.</summary>
    public long At { get; init; }

    /// <summary>Of a file of lines: how much of it was taken.</summary>
    public long Offset { get; init; }

    /// <summary>Of a file of lines: a digest of how it begins, by which another of its name is known.</summary>
    public string Head { get; init; } = "";

    /// <summary>To be kept.</summary>
    public string Write() => JsonSerializer.Serialize(this);

    /// <summary>As it was kept.</summary>
    public static FileState Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<FileState>(text) ?? new();
        }
        catch (JsonException)
        {
            return new();
        }
    }
}

/// <summary>Which names are wanted.</summary>
internal static class Patterns
{
    /// <summary>Bytes that what is read whole may have.</summary>
    public const long MaxFileBytes = 64 * 1024 * 1024;

    /// <summary>Those that fit a pattern and none of those with <c>!</c> before it.</summary>
    public static Matcher Of(IReadOnlyList<string> patterns)
    {
        var matcher = new Matcher(StringComparison.Ordinal);
        matcher.AddIncludePatterns(patterns.All(pattern => pattern.StartsWith('!')) ? ["**/*"] : patterns.Where(pattern => !pattern.StartsWith('!')));
        matcher.AddExcludePatterns(patterns.Where(pattern => pattern.StartsWith('!')).Select(pattern => pattern[1..]));
        return matcher;
    }
}
