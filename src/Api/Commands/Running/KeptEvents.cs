namespace CdViz.Api.Commands.Running;

/// <summary>A file of events that could not be sent yet, one a line. Several processes may use it; one at a time.</summary>
/// <param name="path">The file.</param>
internal sealed class KeptEvents(string path)
{
    private const long MaxBytes = 64 * 1024 * 1024;
    private const int ChunkBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>The file where none is named, for the events of one server.</summary>
    public static string Default(Uri server)
    {
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } named ? named
            : Environment.GetFolderPath(OperatingSystem.IsWindows() ? Environment.SpecialFolder.LocalApplicationData : Environment.SpecialFolder.UserProfile) is { Length: > 0 } home
                ? OperatingSystem.IsWindows() ? home : System.IO.Path.Combine(home, ".local", "state")
            : System.IO.Path.GetTempPath();
        return System.IO.Path.Combine(state, "cdviz", FormattableString.Invariant($"kept-{server.IdnHost.Replace(':', '-')}-{server.Port}.ndjson"));
    }

    /// <summary>Adds events. They are on the disk when it returns.</summary>
    /// <exception cref="CommandFailed">They cannot be kept.</exception>
    public async Task AddAsync(IEnumerable<byte[]> events)
    {
        try
        {
            await using var file = await OpenAsync(create: true);
            var lines = new MemoryStream();
            if (file!.Length > 0)
            {
                // What was killed while it wrote has left a broken line: it costs only itself.
                file.Seek(-1, SeekOrigin.End);
                if (file.ReadByte() is not '\n')
                {
                    lines.WriteByte((byte)'\n');
                }
            }

            foreach (var e in events)
            {
                lines.Write(e);
                lines.WriteByte((byte)'\n');
            }

            if (file.Length + lines.Length > MaxBytes)
            {
                throw CommandFailed.Unavailable($"{Path} would have more than {MaxBytes} bytes: the events are not kept. './cdviz send --kept' sends what is there.");
            }

            file.Seek(0, SeekOrigin.End);
            lines.WriteTo(file);
            file.Flush(flushToDisk: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw CommandFailed.Unavailable($"The events cannot be kept in {Path}: {fault.Message}", fault);
        }
    }

    /// <summary>Sends all of them, and keeps none; what became of them. To be killed in the middle does no harm: what was sent already is a duplicate the next time.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="CommandFailed">The server does not take them; they stay.</exception>
    public async Task<ManyReceipt?> SendAsync(EventSender sender, CancellationToken ct)
    {
        await using var file = await OpenAsync(create: false);
        if (file is null or { Length: 0 })
        {
            return null;
        }

        var total = new ManyReceipt();
        var all = new byte[file.Length];
        await file.ReadExactlyAsync(all, ct);
        for (var start = 0; start < all.Length;)
        {
            var end = all.Length - start <= ChunkBytes ? all.Length : EndOfLines(all, start);
            var receipt = await sender.ManyAsync(all.AsMemory(start, end - start), ct);
            total.Add(receipt);
            total.Problems.AddRange(receipt.Problems);
            start = end;
        }

        file.SetLength(0);
        return total;
    }

    private static int EndOfLines(byte[] all, int start)
    {
        var cut = Array.LastIndexOf(all, (byte)'\n', start + ChunkBytes - 1, ChunkBytes);
        return cut >= 0 ? cut + 1 : Array.IndexOf(all, (byte)'\n', start + ChunkBytes) is >= 0 and var next ? next + 1 : all.Length;
    }

    /// <summary>Opens it for nobody else.</summary>
    private async Task<FileStream?> OpenAsync(bool create)
    {
        if (create)
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!);
        }

        var options = new FileStreamOptions { Mode = create ? FileMode.OpenOrCreate : FileMode.Open, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (create && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        for (var began = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                return new FileStream(Path, options);
            }
            catch (Exception fault) when (!create && fault is FileNotFoundException or DirectoryNotFoundException)
            {
                return null;
            }
            catch (IOException) when (File.Exists(Path) && TimeProvider.System.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
        }
    }
}
