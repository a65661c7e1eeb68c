namespace Microsoft.ML.AutoML;

public enum CacheBeforeTrainer
{
    Auto,
    On,
    Off,
}
