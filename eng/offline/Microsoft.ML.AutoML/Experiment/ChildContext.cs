using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.AutoML;

/// <summary>A context for one trial: seed, device and folder are the parent's, and its log goes to the parent's.</summary>
internal static class ChildContext
{
    public static MLContext Of(MLContext parent)
    {
        IChannel channel = ((IChannelProvider)parent).Start($"{nameof(AutoMLExperiment)}-{nameof(ChildContext)}");
        var child = new MLContext(((IHostEnvironmentInternal)parent.Model.GetEnvironment()).Seed)
        {
            GpuDeviceId = parent.GpuDeviceId,
            FallbackToCpu = parent.FallbackToCpu,
            TempFilePath = parent.TempFilePath,
        };
        child.Log += (_, e) => channel.Send(new ChannelMessage(e.Kind, MessageSensitivity.Unknown, e.Message));
        return child;
    }
}
