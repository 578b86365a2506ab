namespace CdViz.Api.Configuration;

/// <summary>Settings whose values are in files of their own, as container engines give secrets: <c>Secret_FILE</c> names the file of <c>Secret</c>.</summary>
internal static class SecretFiles
{
    private const string Ending = "_FILE";
    private const int MaxBytes = 64 * 1024;

    /// <summary>Whether a key names a file.</summary>
    public static bool Names(string key) => key.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) && key.Length > Ending.Length;

    /// <summary>What the files say that settings name, without the line break at their end.</summary>
    /// <exception cref="CommandFailed">One cannot be read.</exception>
    public static Dictionary<string, string?> Read(IConfiguration settings)
    {
        var (read, wrong) = (new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase), new List<string>());
        foreach (var section in SettingsReader.Sections)
        {
            foreach (var (key, path) in settings.GetSection(section).AsEnumerable().Where(pair => Names(pair.Key) && !string.IsNullOrEmpty(pair.Value)))
            {
                try
                {
                    read[key[..^Ending.Length]] = new FileInfo(path!).Length <= MaxBytes ? File.ReadAllText(path!).TrimEnd('\r', '\n') : throw new IOException($"It has more than {MaxBytes} bytes.");
                }
                catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
                {
                    wrong.Add($"{key} is '{path}', which cannot be read: {fault.Message} Allowed: a file with the value");
                }
            }
        }

        return wrong.Count is 0 ? read : throw CommandFailed.WrongUse(string.Join(Environment.NewLine, wrong));
    }
}
