// Names and signatures only, as in Microsoft.ML.Core 5.0.0; nothing here ever runs.

namespace Microsoft.ML
{
    public interface ITransformer;

    public delegate void SignatureLoadModel();

    [AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
    public sealed class LoadableClassAttribute(
        Type instType, Type loaderType, Type? argType, Type sigType, string userName, params string[] loadNames) : Attribute
    {
        public Type InstanceType => instType;

        public Type LoaderType => loaderType;

        public Type? ArgType => argType;

        public Type SignatureType => sigType;

        public string UserName => userName;

        public IReadOnlyList<string> LoadNames => loadNames;
    }
}

namespace Microsoft.ML.Runtime
{
    public interface IHostEnvironment;
}
