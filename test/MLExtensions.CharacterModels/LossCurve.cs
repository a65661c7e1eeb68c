using System.Globalization;

namespace MLExtensions.CharacterModels;

/// <summary>Losses as a table, a plot of text, and a file.</summary>
internal static class LossCurve
{
    private const int MostLines = 21;
    private const int Width = 60;

    /// <summary>Some of the steps, each with a bar, and the peer's loss where there is one.</summary>
    public static void Print(float[] ours, double[]? peers)
    {
        float largest = ours.Max();
        Console.WriteLine(peers is null ? "  step     loss" : "  step     loss    PyTorch  difference");
        int lines = Math.Min(MostLines, ours.Length);
        for (int line = 0; line < lines; line++)
        {
            int step = (int)((long)line * (ours.Length - 1) / Math.Max(1, lines - 1));
            string other = peers is null ? "" : string.Create(CultureInfo.InvariantCulture, $"  {peers[step],9:F6}  {Math.Abs(ours[step] - peers[step]),10:E1}");
            string bar = new('#', (int)(Width * Math.Max(0, ours[step]) / largest));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{step + 1,6}{ours[step],9:F6}{other}  {bar}"));
        }
    }

    /// <summary>Every step: step, loss, the peer's loss.</summary>
    public static void Write(string path, float[] ours, double[]? peers) => File.WriteAllLines(
        path,
        ours.Select((loss, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1},{loss:G9}{(peers is null ? "" : "," + peers[i].ToString("G17", CultureInfo.InvariantCulture))}"))
            .Prepend(peers is null ? "step,loss" : "step,loss,pytorch"));
}
