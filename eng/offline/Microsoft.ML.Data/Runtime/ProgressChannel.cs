namespace Microsoft.ML.Runtime;

/// <summary>Progress that nobody follows, as with an MLContext, whose log has messages only.</summary>
internal sealed class ProgressChannel(IHostEnvironment env, string name) : IProgressChannel
{
    public string Name => name;

    public IProgressChannel StartProgressChannel(string name) => env.StartProgressChannel(name);

    public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction) => env.CheckValue(header, nameof(header));

    public void Checkpoint(params double?[] values)
    {
    }

    public void Dispose()
    {
    }
}
