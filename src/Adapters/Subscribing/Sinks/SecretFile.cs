namespace CdViz.Adapters.Subscribing.Sinks;

/// <summary>A text that a setting has, or a file, which is read again when it has changed.</summary>
internal sealed class SecretFile(string what, string? text, string? file)
{
    private (DateTime Written, string Text)? read;

    /// <summary>Whether there is one.</summary>
    public bool IsThere => text is { Length: > 0 } || file is { Length: > 0 };

    /// <summary>The text; null where there is none.</summary>
    /// <exception cref="SinkException">The file can't be read.</exception>
    public string? Text()
    {
        if (file is not { Length: > 0 })
        {
            return text is { Length: > 0 } ? text : null;
        }

        try
        {
            var written = File.GetLastWriteTimeUtc(file);
            if (read is not var (at, _) || at != written)
            {
                read = (written, File.ReadAllText(file).Trim());
            }

            return read.Value.Text;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new SinkException($"The file with the {what} can't be read: {fault.Message}");
        }
    }
}
