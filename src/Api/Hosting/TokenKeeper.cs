namespace CdViz.Api.Hosting;

/// <summary>Reads the file of tokens again when it has changed. One that is wrong changes nothing, and is told.</summary>
internal sealed class TokenKeeper(KnownTokens tokens, AdmissionModes modes, Settings settings, TimeProvider time, ILogger<TokenKeeper> log) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.TokenFile.Length == 0)
        {
            return;
        }

        // By its content: where a file is swapped for another, its time may be an older one.
        var seen = "";
        using var timer = new PeriodicTimer(LookEvery, time);
        do
        {
            var content = await ReadAsync(stoppingToken);
            if (content != seen)
            {
                seen = content;
                Take();
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<string> ReadAsync(CancellationToken ct)
    {
        try
        {
            return await File.ReadAllTextAsync(settings.TokenFile, ct);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return $"\0{fault.GetType()}";
        }
    }

    private void Take()
    {
        try
        {
            var again = SettingsReader.WithTokensAgain(settings);
            tokens.Take(again);
            modes.Take(again);
            log.LogInformation("The file {File} has {Count} tokens: {Names}", settings.TokenFile, again.Tokens.Count(token => token.FromFile), Names(again));
            foreach (var token in again.Tokens.Where(token => token.Expires <= time.GetUtcNow()))
            {
                log.LogWarning("The token of {Name} has expired on {Expires}", token.Name, token.Expires);
            }
        }
        catch (CommandFailed wrong)
        {
            log.LogError("The tokens stay as they were: {Reason}", wrong.Message);
        }
    }

    private static string Names(Settings settings) => string.Join(", ", settings.Tokens.Where(token => token.FromFile).Select(token => token.Name));
}
