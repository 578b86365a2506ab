namespace CdViz.Api.Tests.Packaging;

/// <summary>The script in a folder of its own, a checkout where nothing was started or built.</summary>
internal sealed class ScriptCopy : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cdviz-script-");

    public ScriptCopy()
    {
        folder.CreateSubdirectory("scripts");
        foreach (var file in Directory.GetFiles(Checkout.PathTo("scripts")).Select(Path.GetFileName).Select(name => $"scripts/{name}").Append("cdviz").Append("compose.yaml"))
        {
            File.Copy(Checkout.PathTo(file), Path.Combine(folder.FullName, file));
        }
    }

    public string Folder => folder.FullName;

    public string Script => Path.Combine(folder.FullName, "cdviz");

    public void Dispose() => folder.Delete(recursive: true);
}
