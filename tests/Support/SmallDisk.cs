using System.Diagnostics;

namespace CdViz.Support;

/// <summary>A file system in memory, of a bounded size, that can be filled up and emptied again. Needs the right to mount.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private const string Filler = "filler";
    private const int AtOnce = 64 * 1024;

    private readonly string folder;

    private SmallDisk(string folder) => this.folder = folder;

    /// <summary>Puts a folder with all that is in it onto one.</summary>
    /// <param name="folder">The folder; nobody uses it meanwhile.</param>
    /// <param name="bytes">How large it is.</param>
    /// <param name="owner">Whose it is: <c>uid:gid</c>.</param>
    public static async Task<SmallDisk> UnderAsync(string folder, long bytes, string owner)
    {
        var before = $"{folder}.before";
        Directory.Move(folder, before);
        Directory.CreateDirectory(folder);
        await RunAsync("mount", "-t", "tmpfs", "-o", $"size={bytes},mode=0700,uid={owner.Split(':')[0]},gid={owner.Split(':')[1]}", "tmpfs", folder);
        await RunAsync("cp", "--archive", $"{before}/.", folder);
        Directory.Delete(before, recursive: true);
        return new(folder);
    }

    /// <summary>Takes all the room that is left.</summary>
    public async Task FillAsync()
    {
        await using var filler = new FileStream(Path.Combine(folder, Filler), FileMode.Append, FileAccess.Write, FileShare.Read, 1);
        var bytes = new byte[AtOnce];
        for (var size = AtOnce; size >= 512;)
        {
            try
            {
                await filler.WriteAsync(bytes.AsMemory(0, size));
            }
            catch (IOException)
            {
                size /= 2;
            }
        }
    }

    /// <summary>Gives it back.</summary>
    public void Free() => File.Delete(Path.Combine(folder, Filler));

    /// <summary>Takes the file system away, with all that is in it.</summary>
    public async ValueTask DisposeAsync() => await RunAsync("umount", "--lazy", folder);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {error}");
        }
    }
}
