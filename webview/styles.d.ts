/** The bundler writes what is imported as a style sheet beside the script. */
declare module "*.css";
